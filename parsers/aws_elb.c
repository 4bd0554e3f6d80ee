/*
 * aws_elb.c - access logs of AWS load balancers: the application load balancer, and the
 * classic one, which lacks the type in front and what stands behind the TLS protocol.
 *
 * The time is that of the response's end. Three stretches of time are told; -1 in one
 * of them says that the target was never reached or hung up, and there is no whole.
 */
#include "parsers/line.h"

/* The sum of the three times; «not there» where one of them is. */
static void take_times(struct line *line)
{
	double sum = 0, part;
	bool whole = true;

	for (int i = 0; i < 3; i++) {
		struct span text = line_word(line);

		whole &= span_decimal(text, &part) && part >= 0 && part < 1e6;
		sum += whole ? part : 0;
	}
	if (!whole)
		return;
	line->row->duration_us = (int64_t)(sum * 1e6 + 0.5);
	line->row->has |= SEICHE_DURATION;
}

/* "GET http://www.example.com:80/path HTTP/1.1": the host is the service. */
static void take_request(struct line *line, struct span text)
{
	struct span method = span_cut(&text, ' '), url = span_cut(&text, ' '), host;
	const char *scheme = memmem(url.at, url.size, "://", 3);

	if (!scheme) {
		line_set(line, SEICHE_METHOD, method);
		line_set(line, SEICHE_TARGET, url);
		return;
	}
	host = span_of(scheme + 3, (size_t)(url.at + url.size - scheme) - 3);
	for (size_t i = 0; i < host.size; i++)
		if (host.at[i] == '/') {
			url = span_of(host.at + i, host.size - i);
			host.size = i;
		}
	/* What was no request of HTTP: "- http://www.example.com:80- -". */
	if (span_is(method, SPAN("-")) && span_ends(host, SPAN("-")))
		host.size--;
	line_set(line, SEICHE_SERVICE, host);
	if (!span_is(method, SPAN("-")))
		line_set(line, SEICHE_TARGET, url);
	line_set(line, SEICHE_METHOD, method);
}

/* From the balancer's name to the agent, as both write it. */
static const char *take_common(struct line *line)
{
	struct span request, agent, target, sent;

	if (!line_word(line).size)
		return "no name of a load balancer behind the time stamp";
	line_client(line, line_word(line));
	target = line_word(line);
	take_times(line);
	line_status(line, line_word(line));
	line_word(line); /* of the target */
	line_word(line); /* received */
	sent = line_word(line);
	line_bytes(line, sent);
	if (!target.size || !sent.size || !line_quoted(line, &request))
		return "no quoted request behind the numbers";
	take_request(line, request);
	if (line_quoted(line, &agent))
		line_set(line, SEICHE_AGENT, agent);
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

static const char *aws_elb(struct line *line)
{
	if (!line_time(line, CLOCK_ISO) || !line_byte(line, ' '))
		return "no time stamp at the start";
	return take_common(line);
}

static const char *aws_alb(struct line *line)
{
	static const char *const types[] = { "http", "https", "h2", "grpcs", "ws", "wss" };
	struct span type = line_word(line);
	bool known = false;

	for (size_t i = 0; i < LENGTH(types); i++)
		known |= span_is(type, span_text(types[i]));
	if (!known)
		return "no type of request at the start";
	if (!line_time(line, CLOCK_ISO) || !line_byte(line, ' '))
		return "no time stamp behind the type";
	return take_common(line);
}

LINE_PARSE(aws_elb)
LINE_PARSE(aws_alb)

const struct seiche_parser parser_aws_alb = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "aws-alb",
	.summary = "access log of an AWS application load balancer",
	.example = "http 2014-02-22T19:02:00.945958Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 "
		   "10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 \"GET http://www.example.org:80/ "
		   "HTTP/1.1\" \"curl/7.46.0\" - -",
	.follows = "AWS, Elastic Load Balancing: access logs for your Application Load Balancer",
	.rank = 80,
	.parse = aws_alb_lines,
};

const struct seiche_parser parser_aws_elb = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "aws-elb",
	.summary = "access log of an AWS classic load balancer",
	.example = "2014-02-22T19:02:00.945958Z shop 192.0.2.7:2817 10.0.0.1:80 0.000073 0.001048 "
		   "0.000057 200 200 0 29 \"GET http://www.example.org:80/ HTTP/1.1\" "
		   "\"curl/7.38.0\" - -",
	.follows = "AWS, Elastic Load Balancing: access logs for your Classic Load Balancer",
	.rank = 80,
	.parse = aws_elb_lines,
};
