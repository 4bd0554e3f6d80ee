/* clientele.c - who came. */
#include "analysis/clientele.h"

#include <math.h>
#include <stdlib.h>

static int greatest_first(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a < b) - (a > b);
}

static bool is_client(const struct counted *item)
{
	return item->dimension == DIMENSION_CLIENT;
}

static double top_share(const struct excess *excess, double *scratch)
{
	size_t count = 0;
	double sum = 0;

	for (size_t i = 0; i < excess->count; i++)
		if (is_client(&excess->item[i]))
			scratch[count++] = excess_item(excess, &excess->item[i]);
	qsort(scratch, count, sizeof(*scratch), greatest_first);
	for (size_t i = 0; i < MIN(count, (size_t)TOP_CLIENTS) && scratch[i] > 0; i++)
		sum += scratch[i];
	return excess->total > 0 ? MIN(sum / excess->total, 1) : NAN;
}

static double usual_per_client(const struct excess *excess, double *scratch)
{
	size_t count = 0;

	for (size_t i = 0; i < excess->count; i++)
		if (is_client(&excess->item[i]) && excess->item[i].reference > 0)
			scratch[count++] = excess->item[i].reference;
	qsort(scratch, count, sizeof(*scratch), greatest_first);
	return count ? scratch[count / 2] : NAN;
}

struct clientele clientele_of(const struct excess *excess)
{
	double thinning = inspection_thinning(excess->inspection, DIMENSION_CLIENT);
	double *scratch = malloc((excess->count + 1) * sizeof(*scratch));
	double kept = 0, fresh = 0, events = 0;
	struct clientele clients = { NAN, NAN, NAN, NAN, NAN, NAN, NAN };

	invariant(scratch);
	for (size_t i = 0; i < excess->count; i++) {
		const struct counted *item = &excess->item[i];

		if (!is_client(item) || item->inside <= 0)
			continue;
		kept++;
		fresh += item->reference == 0;
		events += item->inside;
	}
	if (kept > 0) {
		clients.distinct = kept * thinning;
		clients.fresh = fresh * thinning;
		clients.error = sqrt((1 - 1 / thinning) / kept);
		clients.per_client = events / kept;
		clients.usual_per_client = usual_per_client(excess, scratch);
		clients.top_share = top_share(excess, scratch);
		clients.entropy_bits = 0;
	}
	for (size_t i = 0; i < excess->count; i++) {
		const struct counted *item = &excess->item[i];
		double share = item->inside / (events * thinning);

		if (is_client(item) && item->inside > 0)
			clients.entropy_bits -= thinning * share * log2(share);
	}
	free(scratch);
	return clients;
}
