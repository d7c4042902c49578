import fc from 'fast-check';
import { ClockSkew } from '../../../sync/connectors/http/skew';
import { runs } from '../../properties/runs';

describe('ClockSkew', () => {
	it('I9: stays within half a second plus half the fastest answer, however slow the others are', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: -7_200_000, max: 7_200_000 }),
				fc.array(fc.tuple(fc.nat(30_000), fc.nat(9000), fc.nat(9000)), { minLength: 1, maxLength: 12 }),
				(skewMs, answers) => {
					const skew = new ClockSkew();
					let now = 1_750_000_000_000;
					let fastest = Number.POSITIVE_INFINITY;
					for (const [pause, out, back] of answers) {
						const sentAt = (now += pause);
						const written = sentAt + out + skewMs;
						now = sentAt + out + back;
						fastest = Math.min(fastest, out + back);
						skew.observe(Math.floor(written / 1000) * 1000, sentAt, now);
					}
					expect(Math.abs(skew.ms - skewMs)).toBeLessThanOrEqual((1000 + fastest) / 2 + 1);
				},
			),
			runs(),
		);
	});

	it('I9: begins anew when a clock was set', () => {
		const skew = new ClockSkew();
		skew.observe(10_000, 10_000, 10_010);
		skew.observe(3_620_000, 20_000, 20_010);
		expect(Math.abs(skew.ms - 3_600_000)).toBeLessThanOrEqual(510);
	});
});
