import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import { SIDES, type Side } from '../../sync/model/entity';
import { FilesWorld } from './files-world';
import { judge } from './law';
import { trial } from './trial';

let platforms: Record<Side, RunningPlatform>;
let root: string;

beforeAll(async () => {
	jest.useFakeTimers({
		now: new Date('2026-03-02T09:00:00Z'),
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
	root = mkdtempSync(join(tmpdir(), 'files-'));
	platforms = { psa: await startPlatform(), platform: await startPlatform() };
});
afterAll(async () => {
	await platforms.psa.close();
	await platforms.platform.close();
	rmSync(root, { recursive: true, force: true });
	jest.useRealTimers();
});

type Step =
	| { readonly do: 'add'; readonly side: Side; readonly what: 'a file' | 'the logo'; readonly isPublic: boolean }
	| { readonly do: 'rename'; readonly side: Side; readonly which: number }
	| {
			readonly do: 'fault';
			readonly side: Side;
			readonly kind: 'lostResponse' | 'lostRequest' | 'serverError';
			readonly method: 'GET' | 'POST' | 'PUT';
	  }
	| { readonly do: 'run'; readonly life: number | null }
	| { readonly do: 'loseFolder' }
	| { readonly do: 'loseStore' };

const side = fc.constantFrom(...SIDES);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('add' as const),
			side,
			what: fc.constantFrom('a file' as const, 'the logo' as const),
			isPublic: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), side, which: fc.nat(3) }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('fault' as const),
			side,
			kind: fc.constantFrom('lostResponse' as const, 'lostRequest' as const, 'serverError' as const),
			method: fc.constantFrom('GET' as const, 'POST' as const, 'PUT' as const),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('run' as const), life: fc.option(fc.nat(120), { freq: 2 }) }) },
	{ weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'loseFolder' }, { do: 'loseStore' }) },
);

async function live(steps: readonly Step[]): Promise<void> {
	for (const one of SIDES) platforms[one].control.reset();
	const folder = join(root, 'in-transit');
	rmSync(folder, { recursive: true, force: true });
	const world = new FilesWorld(platforms, folder);
	await world.open();
	let files = 0;
	for (const one of steps) {
		switch (one.do) {
			case 'add': {
				const content =
					one.what === 'a file' ? `file ${++files} ${one.isPublic ? 'for all' : 'for us'}` : `logo ${one.isPublic}`;
				world.add(one.side, content, one.isPublic ? 'public' : 'internal');
				break;
			}
			case 'rename':
				world.rename(one.side, one.which, `renamed ${++files}.txt`);
				break;
			case 'fault':
				world.fault(one.side, one.kind, one.method);
				break;
			case 'run':
				await world.run(one.life === null ? {} : { life: one.life });
				break;
			case 'loseFolder':
				rmSync(folder, { recursive: true, force: true });
				break;
			case 'loseStore':
				world.loseStore();
		}
	}
	for (const one of SIDES) platforms[one].control.faults.clear();
	for (let more = 0; more < 6; more++) await world.run();
	const before = SIDES.map((one) => JSON.stringify(platforms[one].control.list('attachment')));
	const downloads = SIDES.map((one) => world.downloads(one));
	await world.run();
	const counts = (one: Side): Map<string, number> => {
		const found = new Map<string, number>();
		for (const { content } of world.files(one)) found.set(content, (found.get(content) ?? 0) + 1);
		return found;
	};
	await judge(world, {
		S3: () => {
			for (const [content, added] of world.added) {
				for (const one of SIDES) {
					const there = counts(one).get(content) ?? 0;
					expect({ content, one, lost: there < Math.max(added.psa, added.platform) }).toMatchObject({ lost: false });
					expect({ content, one, doubled: there > added.psa + added.platform }).toMatchObject({ doubled: false });
				}
			}
			expect(counts('psa')).toEqual(counts('platform'));
		},
		P6: () => {
			const shown = SIDES.flatMap((one) => world.files(one).filter(({ isPublic }) => isPublic));
			expect(shown.map(({ content }) => content).filter((content) => !world.released.has(content))).toEqual([]);
		},
		S1: () => {
			expect(SIDES.map((one) => JSON.stringify(platforms[one].control.list('attachment')))).toEqual(before);
			expect(SIDES.map((one) => world.downloads(one))).toEqual(downloads);
		},
	});
}

trial<readonly Step[]>('attachments between two systems, of which one tells no hash', {
	laws: {
		S3: 'every file is on both sides, byte for byte, and none of them twice',
		P6: 'no file is shown to clients that nobody meant for them',
		S1: 'once people stop, nothing is written and no file is read again',
	},
	scenes: fc.array(step, { minLength: 2, maxLength: 14 }),
	share: 0.1,
	live,
});
