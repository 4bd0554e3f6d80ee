/*
 * aws_s3.c - server access log of Amazon S3. Delivery is best effort: lines come out of
 * order and some never.
 */
#include "parsers/line.h"

static const char *aws_s3(struct line *line)
{
	struct span bucket, field;

	line_word(line); /* the owner */
	bucket = line_word(line);
	if (!bucket.size)
		return "no owner and bucket at the start";
	if (!line_byte(line, '[') || !line_time(line, CLOCK_CLF) || !line_literal(line, SPAN("] ")))
		return "no time stamp in brackets behind the bucket";
	line_set(line, SEICHE_SERVICE, bucket);
	line_set(line, SEICHE_CLIENT, line_word(line));
	line_set(line, SEICHE_USER, line_word(line));
	line_word(line); /* the request's id */
	line_set(line, SEICHE_PROGRAM, line_word(line));
	if (!line_field(line, &field)) /* the key */
		return "no key behind the operation";
	if (!line_field(line, &field))
		return "no request behind the key";
	line_request(line, field);
	line_status(line, line_word(line));
	line_word(line); /* the error's code */
	line_bytes(line, line_word(line));
	line_word(line); /* the object's size */
	field = line_word(line);
	if (!field.size)
		return "no times behind the sizes";
	line_duration(line, field, 1e3);
	line_word(line); /* of S3 alone */
	if (line_field(line, &field))
		line_set(line, SEICHE_REFERRER, field);
	if (line_field(line, &field))
		line_set(line, SEICHE_AGENT, field);
	if (memchr(line->bytes + line->row->record.at, '\\', line->row->record.size))
		line->row->coding = SEICHE_BACKSLASH;
	line->row->kind = SEICHE_REQUEST;
	return NULL;
}

LINE_PARSE(aws_s3)

const struct seiche_parser parser_aws_s3 = {
	.abi = SEICHE_PARSER_ABI,
	.size = sizeof(struct seiche_parser),
	.name = "aws-s3",
	.summary = "server access log of Amazon S3",
	.example = "79a59df900b949e5 example-bucket [22/Feb/2014:19:02:00 +0000] 192.0.2.7 "
		   "79a59df900b949e5 3E57427F3EXAMPLE REST.GET.OBJECT a.png \"GET "
		   "/example-bucket/a.png HTTP/1.1\" 200 - 113 113 7 6 \"-\" \"S3Console/0.4\" -",
	.follows = "Amazon S3 user guide: server access log format",
	.rank = 80,
	.parse = aws_s3_lines,
};
