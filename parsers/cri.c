/*
 * cri.c - container logs as Kubernetes keeps them: time, stream, P or F, text.
 *
 * A long line is kept in parts, of which all but the last are marked P.
 */
#include "parsers/inner.h"
#include "parsers/parts.h"

#define STAMP_BYTES 30 /* "2014-02-22T19:02:00.669794202Z", of most */
#define STAMP_BYTES_MAX 40
#define STREAM_BYTES 8 /* " stdout " */

/* Of a text that begins with a space: which stream stands behind it, a space behind that. */
static uint32_t stream_of(struct span text)
{
	text.size = MIN(text.size, (size_t)STREAM_BYTES);
	if (span_is(text, SPAN(" stdout ")))
		return PART_OUT;
	return span_is(text, SPAN(" stderr ")) ? PART_ERR : PART_NONE;
}

/* "… stdout P …" */
static uint32_t cri_part(struct span line, bool open)
{
	const char *space = line.at + STAMP_BYTES, *end = line.at + line.size;
	uint32_t stream;

	if (line.size <= STAMP_BYTES || *space != ' ')
		space = memchr(line.at, ' ', MIN(line.size, (size_t)STAMP_BYTES_MAX));
	if (!space || end - space <= STREAM_BYTES)
		return PART_NONE;
	if (space[STREAM_BYTES] != 'P' && (space[STREAM_BYTES] != 'F' || !open))
		return PART_NONE;
	stream = stream_of(span_of(space, (size_t)(end - space)));
	return stream && space[STREAM_BYTES] == 'P' ? stream | PART_MORE : stream;
}

static const char *cri(struct line *line)
{
	struct parts *parts = line->state;
	uint32_t part = cri_part(line->text, parts->open);
	struct span tag, stream;

	if (parts_take(parts, part, (uint32_t)(line->text.at - line->bytes)))
		return line_continues;
	if (!line_time(line, CLOCK_ISO))
		return "no ISO time stamp at the start";
	if (!stream_of(line->text))
		return "neither stdout nor stderr behind the time stamp";
	stream = span_of(line->text.at + 1, STREAM_BYTES - 2);
	line->text = span_of(line->text.at + STREAM_BYTES, line->text.size - STREAM_BYTES);
	tag = span_cut(&line->text, ' ');
	if (tag.size != 1 || (tag.at[0] != 'F' && tag.at[0] != 'P'))
		return "neither P nor F behind the stream";
	if (inner_goes_on(line->text, false))
		return line_continues;
	inner_take(line, line->text, false, !(part & PART_MORE));
	line_set(line, SEICHE_PROGRAM, stream);
	return NULL;
}

PARTS_PARSE(cri)

const struct seiche_parser parser_cri = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "cri",
	.summary = "container logs of Kubernetes: containerd, CRI-O",
	.example = "2014-02-22T19:02:00.669794202Z stderr F connection refused",
	.follows = "Kubernetes, pkg/kubelet/kuberuntime/logs (CRI logging format)",
	.state_size = sizeof(struct parts),
	.rank = 75,
	.parse = cri_lines,
	.cut = cri_cut,
};
