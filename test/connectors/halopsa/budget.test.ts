import { haloPsaBudget } from '../../../sync/connectors/halopsa';

describe('the budget of HaloPSA', () => {
	it('begins with what was seen live, and can be set', () => {
		expect(haloPsaBudget()).toMatchObject({ limit: 300, windowMs: 300_000, share: 0.75 });
		expect(haloPsaBudget({ share: 0.5, calls: 700, windowMs: 60_000 })).toMatchObject({
			limit: 700,
			windowMs: 60_000,
			share: 0.5,
		});
	});

	it.each([
		['Rate Limit Reached - 300 Requests per rolling 5 minute window.', 300, 300_000],
		['500 requests per 3 minutes', 500, 180_000],
		['1,000 requests per minute', 1_000, 60_000],
		['2 Requests per 10 second window', 2, 10_000],
	])('learns from "%s"', (said, limit, windowMs) => {
		expect(haloPsaBudget().learn?.(said)).toEqual({ limit: { limit, windowMs } });
	});

	it.each([
		'Too many requests. Please retry after 60 seconds.',
		'',
		'0 requests per minute',
		'5 requests per 0 minutes',
	])('learns nothing from "%s"', (said) => {
		expect(haloPsaBudget().learn?.(said)).toBeUndefined();
	});
});
