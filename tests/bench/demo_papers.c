/*
 * demo_papers.c - what people wrote about it: the messenger's status page, another
 * service's list of outages, marks. The words are ours, not the companies'.
 */
#include "tests/bench/demo.h"

static void write_status(const char *folder)
{
	struct demo_file *file = demo_open(folder, "status/whatsapp-incidents.json");
	char from[DEMO_TIME_BYTES], published[DEMO_TIME_BYTES], to[DEMO_TIME_BYTES];

	demo_iso(OUTAGE_FROM, from);
	demo_iso(OUTAGE_PUBLISHED, published);
	demo_iso(OUTAGE_TO, to);

	demo_print(file, "{\n"
			 "  \"page\": {\"id\": \"demo0001\", \"name\": \"WhatsApp (demo)\", "
			 "\"url\": \"https://status.example\", \"time_zone\": \"Etc/UTC\", "
			 "\"updated_at\": \"2014-02-22T22:41:00Z\"},\n"
			 "  \"incidents\": [\n");
	demo_print(
		file,
		"    {\n"
		"      \"id\": \"demo0222\", \"name\": \"WhatsApp is down for everybody\", "
		"\"status\": \"resolved\", \"impact\": \"critical\",\n"
		"      \"started_at\": \"%s\", "
		"\"created_at\": \"%s\", "
		"\"monitoring_at\": \"2014-02-22T22:10:00Z\", "
		"\"resolved_at\": \"%s\", "
		"\"updated_at\": \"2014-02-22T22:41:00Z\",\n"
		"      \"shortlink\": \"https://status.example/demo0222\", "
		"\"page_id\": \"demo0001\",\n"
		"      \"incident_updates\": [\n"
		"        {\"id\": \"u4\", \"status\": \"resolved\", \"incident_id\": \"demo0222\", "
		"\"display_at\": \"%s\", \"created_at\": \"2014-02-22T22:41:00Z\",\n"
		"         \"body\": \"Service is back for everybody. A router fault had spread to "
		"our servers.\"},\n"
		"        {\"id\": \"u3\", \"status\": \"monitoring\", "
		"\"incident_id\": \"demo0222\", "
		"\"display_at\": \"2014-02-22T22:10:00Z\", \"created_at\": "
		"\"2014-02-22T22:10:00Z\",\n"
		"         \"body\": \"Connections are coming back; we are watching them.\"},\n",
		from, published, to, to);
	demo_print(
		file,
		"        {\"id\": \"u2\", \"status\": \"identified\", "
		"\"incident_id\": \"demo0222\", "
		"\"display_at\": \"2014-02-22T20:35:00Z\", \"created_at\": "
		"\"2014-02-22T20:35:00Z\",\n"
		"         \"body\": \"A faulty router has been found and is being replaced.\"},\n"
		"        {\"id\": \"u1\", \"status\": \"investigating\", "
		"\"incident_id\": \"demo0222\", "
		"\"display_at\": \"%s\", \"created_at\": \"%s\",\n"
		"         \"body\": \"We have server trouble and hope to be back soon.\"}\n"
		"      ],\n"
		"      \"components\": [{\"id\": \"c1\", \"name\": \"Messages\", "
		"\"status\": \"operational\"}]\n"
		"    },\n",
		published, published);
	demo_iso(EARLIER_FROM, from);
	demo_iso(EARLIER_TO, to);
	demo_print(
		file,
		"    {\n"
		"      \"id\": \"demo0216\", \"name\": \"Profile pictures load slowly\", "
		"\"status\": \"resolved\", \"impact\": \"minor\",\n"
		"      \"started_at\": \"%s\", "
		"\"created_at\": \"2014-02-16T13:26:00Z\", \"monitoring_at\": null, "
		"\"resolved_at\": \"%s\", "
		"\"updated_at\": \"%s\",\n"
		"      \"shortlink\": \"https://status.example/demo0216\", "
		"\"page_id\": \"demo0001\",\n"
		"      \"incident_updates\": [\n"
		"        {\"id\": \"u6\", \"status\": \"resolved\", \"incident_id\": \"demo0216\", "
		"\"display_at\": \"%s\", \"created_at\": \"%s\",\n"
		"         \"body\": \"Pictures load as usual again.\"},\n"
		"        {\"id\": \"u5\", \"status\": \"investigating\", "
		"\"incident_id\": \"demo0216\", "
		"\"display_at\": \"2014-02-16T13:26:00Z\", \"created_at\": "
		"\"2014-02-16T13:26:00Z\",\n"
		"         \"body\": \"Profile pictures are slow for some.\"}\n"
		"      ],\n"
		"      \"components\": []\n"
		"    }\n"
		"  ]\n"
		"}\n",
		from, to, to, to, to);
	demo_close(file);

	file = demo_open(folder, "status/unrelated.csv");
	demo_print(file,
		   "service,start,end,title,impact\n"
		   "photohost,%s,%s,\"Uploads fail, storage at its limit\",major\n",
		   demo_iso(PHOTOHOST_FROM, from), demo_iso(PHOTOHOST_TO, to));
	demo_close(file);
}

static void write_marks(const char *folder)
{
	struct demo_file *file = demo_open(folder, "marks.csv");

	demo_print(file,
		   "time,text\n"
		   "2014-02-19T20:30:00Z,\"in the news: WhatsApp is to be sold for 19 billion "
		   "dollars\"\n"
		   "2014-02-22T19:09:00Z,\"first tweets ask whether WhatsApp is down\"\n"
		   "2014-02-22T19:34:00Z,\"blog: author sees the visitor counter race\"\n"
		   "2014-02-22T20:18:00Z,\"telegram: text messages with codes arrive late in "
		   "Europe\"\n"
		   "2014-02-22T20:46:00Z,\"telegram tweets: 100 new users sign up every second\"\n"
		   "2014-02-22T21:00:00Z,\"telegram: more gateways in service\"\n"
		   "2014-02-22T22:33:00Z,\"tweets: messages get through again\"\n");
	demo_close(file);
}

void demo_write_papers(const char *folder)
{
	write_status(folder);
	write_marks(folder);
}
