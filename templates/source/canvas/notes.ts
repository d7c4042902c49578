import type { Entity } from '../../../sync/model/entity';
import type { Pairing } from '../pairing';
import type { OwnerLine, PhasePlan } from '../phase';
import { columnsAfter, FLOW_HEIGHT, frame, GUIDE, mapPosition, READ_X, SECTION, TOP } from './layout';
import { onGrid, textHeight } from './text-size';
import type { WorkflowDrawing } from './workflow';

/** The yellow note: what the workflow does and how to bring it to life; under it, who owns what. */
export function drawGuide(
	drawing: WorkflowDrawing,
	plan: PhasePlan,
	pairing: Pairing,
	entities: readonly Entity[],
): void {
	const { x, width } = GUIDE;
	const text = plan.guide(pairing, entities);
	const height = onGrid(textHeight(text, width));
	drawing.sticky('Guide', 'yellow', { position: [x, TOP], width, height }, text);
	const table = owners(plan.owners(pairing));
	const place: readonly [number, number] = [x, TOP + height + SECTION.gap];
	drawing.sticky('Who Owns What', 'white', { position: place, width, height: onGrid(textHeight(table, width)) }, table);
}

function owners(lines: readonly OwnerLine[]): string {
	const rows = lines.map(([what, who]) => `| ${what} | ${who} |`);
	return `## Who owns what\n\n| | Who is right |\n|---|---|\n${rows.join('\n')}`;
}

/** A white note behind each stage of the flow. */
export function drawSections(drawing: WorkflowDrawing, { psa, platform }: Pairing, maps: number): void {
	const columns = columnsAfter(maps);
	const section = (name: string, first: number, last: number, content: string): void => {
		const { x, width } = frame(first, last);
		drawing.sticky(name, 'white', { position: [x, TOP], width, height: FLOW_HEIGHT }, content);
	};
	section(
		'Read',
		READ_X,
		READ_X,
		`## 1. Read
What changed since the last run. Nothing is marked as read before the plan is saved.`,
	);
	section(
		'Map',
		mapPosition(0)[0],
		mapPosition(maps - 1)[0],
		`## 2. Map
One node per entity; the others pass through. Each row says which field maps to which, which values correspond, and in which direction it flows.`,
	);
	section(
		'Resolve',
		columns.resolve,
		columns.resolve,
		`## 3. Resolve
Rules per field. *Preview* shows the plan and writes nothing.`,
	);
	section(
		'Write',
		columns.back,
		columns.apply,
		`## 4. Write
Targets are read again first; what moved meanwhile is planned again. **Map Back** uses the Map nodes backwards. Each Apply node shows what was done with ${psa.name} and ${platform.name}.`,
	);
	section(
		'Review',
		columns.keep,
		columns.tell,
		`## 5. Ask a person
Conflicts, unmapped values, refused writes. Put an e-mail, Slack or Teams node in the place of **Tell Your Team**; \`{{ $json.message }}\` says what to decide. Decide with a **PSA Sync** node: *Conflict → Resolve*.`,
	);
}
