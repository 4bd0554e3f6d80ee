/*
 * measure.h - what statistics count, and who counted: what may share an axis.
 *
 * A measure is a metric, by one program, by one word of it: AWStats' hits, the column
 * "nb_visits" of a table. Numbers of two measures are not to be added up or compared:
 * programs differ by factors in what a visitor is, and each that counts hits counts the
 * same ones again (docs/decisions/0013).
 */
#ifndef INGEST_MEASURE_H
#define INGEST_MEASURE_H

#include "ingest/source.h"

/*
 * Number the measures of recognised sources: the same number where they are the same, 0
 * for logs. Where sources of one service are of several measures, the service keeps the
 * one that is nearest to a log's lines, and what counts requests or hits beside logs;
 * each other becomes a service of its own, "blog:visitors", with a problem at its first
 * source that names both. So nothing is left out, nothing mixed.
 */
void measures_settle(struct source_list *sources, struct arena *arena);

#endif
