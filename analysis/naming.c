/* naming.c - which service and host an event speaks for. */
#include "analysis/naming.h"

#include "core/address.h"

static void name_copy(struct name *name, struct span text)
{
	name->size = (uint32_t)MIN(text.size, (size_t)NAME_BYTES_MAX);
	if (name->size)
		memcpy(name->at, text.at, name->size);
	name->at[name->size] = '\0';
}

static void name_of_virtual_host(struct name *name, struct span text)
{
	name_copy(name, address_without_port(text));
	for (uint32_t i = 0; i < name->size; i++)
		if (name->at[i] >= 'A' && name->at[i] <= 'Z')
			name->at[i] = (char)(name->at[i] | 0x20);
}

void naming_begin(struct naming *naming, const struct event_origin *origin)
{
	if (naming->origin_service != origin->service || naming->origin_host != origin->host)
		naming->set = false;
	naming->origin_service = origin->service;
	naming->origin_host = origin->host;
}

static struct span said(const struct seiche_chunk *chunk, bool given, uint32_t has,
			struct seiche_span span)
{
	if (given || !has)
		return SPAN("");
	return span_of(chunk->bytes + span.at, span.size);
}

void naming_find(struct naming *naming, const struct event_origin *origin,
		 const struct seiche_chunk *chunk, const struct seiche_event *event)
{
	struct span service =
		said(chunk, origin->service_given, event->has & SEICHE_SERVICE, event->service);
	struct span host = said(chunk, origin->host_given, event->has & SEICHE_HOST, event->host);

	name_copy(&naming->service_raw, service);
	name_copy(&naming->host_raw, host);
	name_of_virtual_host(&naming->service, service);
	if (!naming->service.size)
		name_copy(&naming->service, span_text(origin->service));
	name_copy(&naming->host, host.size ? host : span_text(origin->host));
	/* A name that was cut compares unequal to its raw text; it is simply asked for again. */
	naming->set = true;
}

void naming_lanes_begin(struct naming_lanes *lanes, const struct event_origin *origin)
{
	for (uint32_t i = 0; i < NAMING_LANES; i++)
		naming_begin(&lanes->lane[i], origin);
}

void naming_lanes_forget(struct naming_lanes *lanes)
{
	for (uint32_t i = 0; i < NAMING_LANES; i++)
		lanes->lane[i].set = false;
}
