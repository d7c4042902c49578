import type { ApplyContext, ReadyWrite } from './apply-context';

/**
 * Which creates wait for each other. Notes of one ticket are read in the order in which they were made, so they are made
 * in the order in which they were written, one after the other; all else side by side.
 *
 * @returns lanes of indexes into `writes`: one lane is worked off from its beginning to its end.
 */
export function lanesOf(
	context: Pick<ApplyContext, 'connector' | 'entity'>,
	writes: readonly ReadyWrite[],
): number[][] {
	const { connector, entity } = context;
	const parent = connector.catalogue.entities[entity]?.find(({ references }) => references === 'ticket')?.name;
	const lanes = new Map<string, number[]>();
	writes.forEach(({ payload }, index) => {
		const of = entity === 'note' && parent !== undefined ? `of ${String(payload[parent])}` : `${index}`;
		lanes.set(of, [...(lanes.get(of) ?? []), index]);
	});
	const time = (index: number): number => Date.parse(writes[index].claimed.write.sourceChangedAt ?? '') || 0;
	return [...lanes.values()].map((lane) => lane.sort((a, b) => time(a) - time(b) || a - b));
}
