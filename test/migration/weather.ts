import type { Random } from '../../sandbox/seed/random';
import { PHASES } from '../../sync/model/phase';
import type { Msp } from './msp';

/** What becomes of a scheduled run. */
export type Weather = 'fine' | 'dies' | 'throttled' | 'hiccup' | 'lostAnswer' | 'outage' | 'wrongPhase';

/** How often it was what. */
export type WeatherLog = Partial<Record<Weather, number>>;

/** One scheduled run in the weather of the day. Whether it succeeds is not asked: the next ones must make up for it. */
export async function runInWeather(msp: Msp, random: Random, log: WeatherLog): Promise<void> {
	const weather = random.weighted<Weather>([
		['fine', 14],
		['dies', 3],
		['throttled', 1],
		['hiccup', 1],
		['lostAnswer', 2],
		['outage', 0.5],
		['wrongPhase', 2],
	]);
	log[weather] = (log[weather] ?? 0) + 1;
	const struck = random.chance(0.5) ? msp.psa : msp.platform;
	switch (weather) {
		case 'dies':
			await msp.dieBeforeApply();
			break;
		case 'wrongPhase':
			await msp.expectNothingOf([random.pick(PHASES.filter((phase) => phase !== msp.phase))]);
			break;
		case 'throttled':
			struck.faults.add({ kind: 'rateLimited', times: 1, skip: random.integer(0, 6), retryAfterSeconds: 1 });
			break;
		case 'hiccup':
			struck.faults.add({ kind: 'unavailable', times: 2, skip: random.integer(0, 6) });
			break;
		case 'lostAnswer':
			struck.faults.add({
				kind: 'lostResponse',
				times: 1,
				method: ['POST', 'PATCH'],
				path: struck.writes,
				skip: random.integer(0, 3),
				delayMs: 0,
			});
			break;
		case 'outage':
			struck.faults.add({ kind: 'unavailable' });
			break;
		case 'fine':
			break;
	}
	if (weather === 'dies' || weather === 'wrongPhase') return;
	if (weather === 'fine') return await msp.fineRun();
	await msp.run();
	struck.faults.clear();
	msp.look();
}
