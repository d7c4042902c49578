import { readinessPage, type ReadinessPage } from '../../../nodes/PsaSync/actions/sync/readiness-page';
import type { Check } from '../../../sync/model/readiness';

const EVIL = `</td></title><x-evil onload="a" b='c'>&amp;`;
const SHOWN = '&lt;/td&gt;&lt;/title&gt;&lt;x-evil onload=&quot;a&quot; b=&#39;c&#39;&gt;&amp;amp;';

const check = (parts: Partial<Check>): Check => ({
	id: 'drift',
	name: 'Drift',
	state: 'warns',
	count: 1,
	found: 'found',
	whatToDo: 'do',
	examples: [],
	...parts,
});

const page = (parts: Partial<ReadinessPage>): string =>
	readinessPage({
		sync: 'acme',
		from: { phase: 1, workflow: null, since: '2026-03-02T09:00:00.000Z', lastRunAt: '2026-03-02T09:00:00.000Z' },
		to: 2,
		checks: [],
		verdict: { switched: false, state: 'warns', title: 'title', text: 'text', reasons: [] },
		at: Date.parse('2026-03-02T10:30:00Z'),
		...parts,
	});

test('every text that comes from outside stands in it as a text: keys, names, sentences, ids and fields', () => {
	const example = { entity: 'ticket', psaId: EVIL, platformId: EVIL, name: EVIL, fields: [EVIL, EVIL] } as const;
	const html = page({
		sync: EVIL,
		from: { phase: 1, workflow: { id: EVIL, name: EVIL }, since: '2026', lastRunAt: '2026' },
		checks: [check({ name: EVIL, found: EVIL, whatToDo: EVIL, examples: [example] })],
		verdict: { switched: false, state: 'warns', title: EVIL, text: EVIL, reasons: [] },
	});
	expect(html).not.toContain('<x-evil');
	// The sync key and the title stand in the title of the page, too.
	expect(html.split(SHOWN).length - 1).toBe(2 + 2 + 1 + 2 + 3 + 5);
	for (const tag of ['html', 'head', 'title', 'style', 'body', 'main', 'header', 'table', 'tbody', 'footer']) {
		expect([tag, html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length]).toEqual([tag, 1]);
		expect([tag, html.match(new RegExp(`</${tag}>`, 'g'))?.length]).toEqual([tag, 1]);
	}
});

test('what has to be done stands first, whatever the order of the checks', () => {
	const html = page({
		checks: [
			check({ name: 'Fine', state: 'ok', whatToDo: '' }),
			check({ name: 'Unseen', state: 'notLooked' }),
			check({ name: 'Doubtful' }),
			check({ name: 'Impossible', state: 'blocks' }),
		],
	});
	const places = ['Impossible', 'Doubtful', 'Unseen', 'Fine'].map((name) => html.indexOf(`>${name}<`));
	expect(places).toEqual([...places].sort((a, b) => a - b));
	expect(places).not.toContain(-1);
	expect(html).toContain('1 blocks</li>');
});

test('says when it was looked, in words that need no time zone, and how many records are not named', () => {
	const examples = [
		{ entity: 'ticket', psaId: '1', platformId: 'a', name: 'Out of toner', fields: ['title'] },
	] as const;
	const html = page({ checks: [check({ count: 24, examples })] });
	expect(html).toContain('2026-03-02 10:30 UTC');
	expect(html).toContain('ticket 1 ↔ a “Out of toner”: <code>title</code>');
	expect(html).toContain('and 23 more');
});

test('says of a record that is alone on which side it is, and what it is called', () => {
	const alone = { entity: 'company', psaId: null, platformId: null, name: '', fields: [] } as const;
	const html = page({
		checks: [
			check({
				count: 2,
				examples: [
					{ ...alone, psaId: '4', name: 'Acme' },
					{ ...alone, platformId: 'p-9' },
				],
			}),
		],
	});
	expect(html).toContain('<li>company 4 of the PSA “Acme”</li><li>company p-9 of the platform</li></ul>');
});
