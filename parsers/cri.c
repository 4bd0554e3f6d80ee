/*
 * cri.c - container logs as Kubernetes keeps them: time, stream, P or F, text.
 *
 * A long line is kept in parts, of which all but the last are marked P. The last is the
 * event and the others belong to it: then each record counts once, wherever it is cut.
 */
#include "parsers/inner.h"

static const char *cri(struct line *line)
{
	struct span stream, tag;

	if (!line_time(line, CLOCK_ISO) || !line_byte(line, ' '))
		return "no ISO time stamp at the start";
	stream = line_word(line);
	if (!span_is(stream, SPAN("stdout")) && !span_is(stream, SPAN("stderr")))
		return "neither stdout nor stderr behind the time stamp";
	tag = span_cut(&line->text, ' ');
	if (tag.size != 1 || (tag.at[0] != 'F' && tag.at[0] != 'P'))
		return "neither P nor F behind the stream";
	if (tag.at[0] == 'P')
		return line_continues;
	inner_take(line, line->text, false);
	line_set(line, SEICHE_PROGRAM, stream);
	return NULL;
}

LINE_PARSE(cri)

const struct seiche_parser parser_cri = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "cri",
	.summary = "container logs of Kubernetes: containerd, CRI-O",
	.example = "2014-02-22T19:02:00.669794202Z stderr F connection refused",
	.follows = "Kubernetes, pkg/kubelet/kuberuntime/logs (CRI logging format)",
	.rank = 75,
	.parse = cri_lines,
};
