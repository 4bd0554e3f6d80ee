/* host.c - the services that parsers may use, over core/clock. */
#include "parsers/builtin.h"
#include "parsers/registry.h"

static uint32_t read_time(const struct seiche_source *source, enum seiche_time_form form,
			  const char *at, uint32_t size, int64_t *time_us, uint32_t *assumed)
{
	struct clock_context context = clock_context_of(source);

	/* A plug-in may be newer than this program and ask for a form unknown here. */
	if (form < SEICHE_TIME_CLF || form > (enum seiche_time_form)CLOCK_LAST_FORM)
		return 0;
	return (uint32_t)clock_read((enum clock_form)form, span_of(at, size), &context, time_us,
				    assumed);
}

const struct seiche_host parser_host = {
	.size = sizeof(struct seiche_host),
	.read_time = read_time,
};
