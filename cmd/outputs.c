/* outputs.c - see outputs.h. */
#include "cmd/outputs.h"

#include "cmd/draft.h"
#include "report/out.h"

#include <string.h>

static bool output_write(const struct output *output, const struct findings *findings,
			 const struct request *request, struct error *error)
{
	struct report_options writing = request->writing;
	struct out out;

	if (strcmp(output->path, "-") != 0)
		writing.colour = false;
	if (!out_open(&out, request->reading.ops, output->path, error))
		return false;
	if (!output->format->write(findings, &writing, &out, error)) {
		out_abandon(&out);
		return false;
	}
	return out_close(&out, error);
}

bool outputs_write(const struct request *request, const struct findings *findings,
		   struct diag *diag, struct arena *arena, struct error *error)
{
	for (uint32_t i = 0; i < request->outputs; i++) {
		const struct output *output = &request->output[i];
		bool draft = output->format->draft && request->writing.view == VIEW_REPORT;

		if (!(draft ? draft_write(output, findings, request, diag, arena, error)
			    : output_write(output, findings, request, error)))
			return false;
	}
	return true;
}
