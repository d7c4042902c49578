import fc from 'fast-check';
import { DayRun } from './day';
import { DAY_JUDGEMENTS, DAY_LAWS } from './day-laws';
import { judge } from './law';
import { CALM, stepsOf, worldOptions, type Day } from './steps';
import { trial } from './trial';

trial<Day>('any day of edits, faults, outages, jumping clocks, overlapping runs and deaths', {
	laws: DAY_LAWS,
	scenes: fc.record({
		options: fc.record(worldOptions),
		steps: fc.array(stepsOf(), { minLength: 3, maxLength: 30 }),
	}),
	found: {
		'a create without an answer was made twice, when the clock was set forward before every index showed it': {
			options: { ...CALM, lagMs: 800 },
			steps: [
				{ do: 'company', side: 'platform' },
				{ do: 'wait', ms: 20_000 },
				{ do: 'run', psa: ['busy', 'ok', 'failedAfter'], platform: [], life: null, meanwhile: [] },
				{ do: 'clock', whose: 'engine', ms: 90_000 },
			],
		},
		'a request to read a record that nobody has made a link': {
			options: CALM,
			steps: [{ do: 'hint', side: 'psa', tickets: [99, 0] }],
		},
		'a value that a write without an answer had replaced was not in the audit': {
			options: CALM,
			steps: [
				{ do: 'ticket', side: 'psa', title: '', company: 0 },
				{ do: 'settle' },
				{ do: 'edit', side: 'psa', ticket: 0, field: 'title', value: 0, text: '!' },
				{ do: 'run', psa: [], platform: [], life: 0, meanwhile: [] },
				{ do: 'run', psa: [], platform: ['busy', 'ok', 'failedAfter'], life: null, meanwhile: [] },
			],
		},
		'what a write without an answer had written came back as an edit, once its other field was planned anew': {
			options: { ...CALM, skewMs: { psa: -1, platform: 0 }, lagMs: 0, limit: 1, concurrency: 1 },
			steps: [
				{ do: 'ticket', side: 'psa', title: '', company: 0 },
				{ do: 'settle' },
				{ do: 'company', side: 'platform' },
				{
					do: 'outage',
					side: 'psa',
					ms: 60_000,
					edits: [{ side: 'psa', ticket: 0, field: 'phone', value: 0, text: 'Zoë ✓' }],
				},
				{
					do: 'run',
					psa: ['ok', 'ok', 'ok', 'busy'],
					platform: ['failedAfter'],
					life: 61,
					meanwhile: [{ side: 'psa', ticket: 0, field: 'title', value: 0, text: '+49 (30) 12', at: 0 }],
				},
				{
					do: 'run',
					psa: [],
					platform: ['busy'],
					life: null,
					meanwhile: [{ side: 'psa', ticket: 0, field: 'phone', value: 0, text: '', at: 0 }],
				},
				{ do: 'edit', side: 'platform', ticket: 0, field: 'title', value: 0, text: '!' },
				{ do: 'run', psa: [], platform: [], life: null, meanwhile: [] },
				{ do: 'run', psa: [], platform: [], life: null, meanwhile: [] },
			],
		},
		'a value that a write without an answer had replaced was forgotten when the write was sent again': {
			options: CALM,
			steps: [
				{ do: 'ticket', side: 'platform', title: '', company: 0 },
				{
					do: 'run',
					psa: ['busy'],
					platform: [],
					life: null,
					meanwhile: [{ side: 'platform', ticket: 0, field: 'state', value: 1, text: '', at: 31 }],
				},
				{ do: 'wait', ms: 900_000 },
				{ do: 'edit', side: 'psa', ticket: 0, field: 'title', value: 0, text: '!' },
				{ do: 'run', psa: [], platform: [], life: 63, meanwhile: [] },
				{ do: 'edit', side: 'psa', ticket: 0, field: 'state', value: 1, text: '' },
				{ do: 'company', side: 'psa' },
				{ do: 'edit', side: 'psa', ticket: 0, field: 'title', value: 0, text: '' },
			],
		},
	},
	live: async ({ options, steps }) => {
		const day = new DayRun(options);
		await day.live(steps);
		await day.rest();
		await judge(day, DAY_JUDGEMENTS);
	},
});
