/* claims.c - who says that an outage began and ended when. */
#include "analysis/claims.h"

#include <math.h>
#include <string.h>

/* Lower is better to set the others against: the logs are at first hand. */
static int rank_of(const struct outage *outage)
{
	if (outage->kind == OUTAGE_DECLARED)
		return 2;
	return outage->host != NULL;
}

static struct claim claim_of(const struct outage *outage, const struct outage *against)
{
	struct claim claim = { .outage = outage, .start_after_s = NAN, .end_after_s = NAN };

	if (outage == against)
		return claim;
	claim.against = against;
	claim.start_after_s = (double)(outage->from_us - against->from_us) / SECOND_US;
	if (!outage->ongoing && !against->ongoing)
		claim.end_after_s = (double)(outage->to_us - against->to_us) / SECOND_US;
	return claim;
}

void claims_of(struct incident *incident, struct arena *arena)
{
	struct claim *claim = arena_array(arena, incident->outages, sizeof(*claim));
	bool *taken = arena_array(arena, incident->outages, sizeof(*taken));
	uint32_t count = 0;

	for (uint32_t i = 0; i < incident->outages; i++) {
		const struct outage *against = incident->outage[i];
		int64_t to_us = against->to_us;
		uint32_t first = count;

		/* They are by start, so what overlaps any of the group begins before its end. */
		for (uint32_t k = i; k < incident->outages && incident->outage[k]->from_us < to_us;
		     k++) {
			const struct outage *other = incident->outage[k];

			if (taken[k] || strcmp(other->service, incident->outage[i]->service) != 0)
				continue;
			taken[k] = true;
			to_us = MAX(to_us, other->to_us);
			if (rank_of(other) < rank_of(against))
				against = other;
			claim[count++].outage = other;
		}
		if (count - first < 2) {
			count = first; /* nobody else says anything of it */
			continue;
		}
		for (uint32_t k = first; k < count; k++)
			claim[k] = claim_of(claim[k].outage, against);
	}
	incident->claim = claim;
	incident->claims = count;
}
