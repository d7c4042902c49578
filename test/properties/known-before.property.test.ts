import fc from 'fast-check';
import { otherSide, SIDES } from '../../sync/model/entity';
import { isEmpty } from '../../sync/model/json';
import { linkedId } from '../../sync/model/link';
import { judge, LawBroken } from './law';
import { SYNC } from './simulation/tenant';
import { World, type WorldOptions } from './simulation/world';
import { worldOptions } from './steps';
import { trial } from './trial';

interface Company {
	readonly name: string;
	readonly phone: string | null;
}

interface Scene {
	readonly options: WorldOptions;
	readonly psa: readonly Company[];
	readonly platform: readonly Company[];
}

interface Lived extends Scene {
	readonly world: World;
}

/** Few names, so that they meet, on one side too. */
const company: fc.Arbitrary<Company> = fc.record({
	name: fc.constantFrom('Acme', 'Bolt', 'Cole', 'Dyne'),
	phone: fc.constantFrom(null, '1', '2'),
});

/** As many as one batch holds: across batches the first of two that look alike is linked (docs/architecture.md). */
const companies = fc.array(company, { maxLength: 2 });

async function live(scene: Scene): Promise<Lived> {
	const world = new World({ ...scene.options, limit: 50 });
	for (const side of SIDES) for (const one of scene[side]) world.system(side).personCreates('company', { ...one });
	await world.settle();
	return { ...scene, world };
}

const sameName = (all: readonly Company[], name: string): readonly Company[] => all.filter((one) => one.name === name);

/** Nothing that a person had written into a field is gone: only gaps were filled. */
function nothingOverwritten({ world }: Lived): void {
	for (const side of SIDES) {
		for (const { kind, id, fields, before } of world.system(side).writes) {
			for (const name of kind === 'update' ? Object.keys(fields) : []) {
				if (!isEmpty(before[name]))
					throw new LawBroken(
						'I10',
						`${side} company ${id} "${name}" held ${JSON.stringify(before[name])} and was overwritten`,
					);
			}
		}
	}
}

/** A company that both sides have once is one pair; one that nobody has on the other side is created there once. */
function oneForEach({ world, psa, platform }: Lived): void {
	const all = { psa, platform };
	for (const side of SIDES) {
		for (const [id, { name }] of world.system(side).all('company')) {
			const [here, there] = [sameName(all[side], String(name)), sameName(all[otherSide(side)], String(name))];
			if (here.length > 1 || there.length > 1) continue;
			const link = world.links('company').find((one) => linkedId(one, side) === id);
			const other = link && linkedId(link, otherSide(side));
			if (isEmpty(other)) throw new LawBroken('S3', `${side} company ${id} (${String(name)}) has no counterpart`);
		}
		const made = world.system(side).writes.filter(({ kind }) => kind === 'create');
		for (const { fields } of made) {
			if (sameName(all[side], String(fields.name)).length > 0)
				throw new LawBroken('S3', `${side} had ${String(fields.name)} already, and got another one`);
		}
	}
}

/** Where several records look like one, nobody guesses: each waits for a person. */
async function nobodyGuesses({ world, psa, platform }: Lived): Promise<void> {
	const asked = await world.memory.reviews(SYNC, { status: 'open', kind: 'ambiguous', limit: 100 });
	const all = { psa, platform };
	for (const side of SIDES) {
		for (const [id, { name }] of world.system(side).all('company')) {
			const [here, there] = [sameName(all[side], String(name)), sameName(all[otherSide(side)], String(name))];
			if (here.length === 0 || there.length === 0 || here.length + there.length === 2) continue;
			const link = world.links('company').find((one) => linkedId(one, side) === id);
			const linked = link && !isEmpty(linkedId(link, otherSide(side)));
			if (linked || !asked.some((entry) => entry.linkId === link?.id))
				throw new LawBroken('I10', `${side} company ${id} (${String(name)}) is one of several and was not asked about`);
		}
	}
}

trial('companies that both systems know when they meet for the first time', {
	laws: {
		S3: 'those that are on both sides once become pairs, and none is made twice',
		I10: 'nothing that either holds is overwritten, and where several look alike nobody guesses',
	},
	scenes: fc.record({ options: fc.record(worldOptions), psa: companies, platform: companies }),
	live: async (scene) => {
		const lived = await live(scene);
		await judge(lived, { I10: nothingOverwritten, S3: oneForEach });
		await judge(lived, { I10: nobodyGuesses });
	},
});
