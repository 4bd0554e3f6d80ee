/*
 * clientele.h - who came: how many clients, how many of them new, how evenly.
 *
 * From the inspection's counts of clients. Those are exact up to its bound and an even
 * sample of the clients past it (inspect.h); then numbers of clients are estimates
 * with the stated error, sqrt((1 - 1/t) / k) for k kept of t k. (A HyperLogLog of the
 * same size per episode would be off by 1.6 % and could not say who is new.)
 */
#ifndef ANALYSIS_CLIENTELE_H
#define ANALYSIS_CLIENTELE_H

#include "analysis/explain.h"

#define TOP_CLIENTS 30

struct clientele clientele_of(const struct excess *excess);

/* Of a spike whose looks say who came on the days around. */
struct returning clients_returning(const struct excess *excess);

#endif
