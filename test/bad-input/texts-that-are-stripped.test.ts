import type { Json } from '../../sync/model/json';
import { SYNC } from '../properties/simulation/tenant';
import { World } from '../properties/simulation/world';

/* A system that says yes and stores something else: without the NUL, with another quote, composed otherwise. */

/** Keeps no NUL, no half of a surrogate pair, and composes its characters. */
const clean = (value: Json): Json =>
	typeof value === 'string'
		? value
				.replaceAll('\0', '')
				.replace(/[\ud800-\udfff]/gu, '\ufffd')
				.normalize('NFC')
		: value;

const world = () =>
	new World({
		skewMs: { psa: 0, platform: 0 },
		lagMs: 0,
		limit: 50,
		reformats: { psa: {}, platform: { title: clean, note: clean } },
	});

test.each([
	['a NUL', 'be\0fore', 'before'],
	['half of a surrogate pair', 'a\ud800b', 'a\ufffdb'],
	['characters that are composed otherwise', 'Zoe\u0301', 'Zo\u00e9'],
])(
	'%s: the original stays to the letter where it was written, the copy is what the other system made of it, and it comes to rest',
	async (_what, text, stored) => {
		const w = world();
		const company = w.psa.personCreates('company', { name: 'Acme' });
		const id = w.psa.personCreates('ticket', { summary: text, note: text, company });
		await w.settle();
		const there = w.counterpart('ticket', 'psa', id) ?? '';
		expect(w.psa.all('ticket').get(id)).toMatchObject({ summary: text, note: text });
		expect(w.platform.all('ticket').get(there)).toMatchObject({ title: stored, note: stored });

		w.psa.personEdits('ticket', id, { note: `${text}!` });
		await w.settle();
		expect(w.psa.all('ticket').get(id)).toMatchObject({ summary: text, note: `${text}!` });
		expect(w.platform.all('ticket').get(there)).toMatchObject({ title: stored, note: `${stored}!` });

		// An edit of another field over there brings nothing of the stripped text back.
		w.platform.personEdits('ticket', there, { extra: 'edited' });
		await w.settle();
		expect(w.psa.all('ticket').get(id)).toMatchObject({ summary: text, note: `${text}!`, extra: 'edited' });
		const before = w.writeCount();
		for (let run = 0; run < 5; run++) {
			w.wait(100_000);
			await w.run();
		}
		expect(w.writeCount()).toBe(before);
		expect(await w.memory.reviews(SYNC, { status: 'open', limit: 10 })).toEqual([]);
	},
);
