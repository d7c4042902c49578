import type { INodeParameters } from 'n8n-workflow';
import { toNodeParameters } from '../../../nodes/FieldMap/parameters';
import { NEWS } from '../../../nodes/shared/webhooks/news';
import type { Entity } from '../../../sync/model/entity';
import { mappingOf, type Pairing } from '../pairing';
import type { PhasePlan } from '../phase';
import { NODES, PACKAGE, SYNC_KEY } from '../systems';
import { columnsAfter, mapPosition, READ_X, ROWS, START_X } from './layout';
import type { WorkflowDrawing } from './workflow';

const PLURALS: Readonly<Record<Entity, string>> = {
	company: 'Companies',
	contact: 'Contacts',
	agreement: 'Agreements',
	ticket: 'Tickets',
	note: 'Notes',
	timeEntry: 'Time',
	attachment: 'Attachments',
	invoice: 'Invoices',
};

/** What people make in a PSA alone comes from there alone. */
const FROM_THE_PSA: ReadonlySet<Entity> = new Set<Entity>(['agreement', 'invoice']);

/** The flow itself: read, map, resolve, write, ask a person. */
export function drawFlow(
	drawing: WorkflowDrawing,
	plan: PhasePlan,
	pairing: Pairing,
	entities: readonly Entity[],
): void {
	const { psa, platform, sync } = pairing;
	const columns = columnsAfter(entities.length);

	const starts = drawStarts(drawing, plan, pairing, entities);
	const changes = { resource: 'sync', operation: 'getChanges', syncKey: SYNC_KEY, entities: [...entities] };
	const getPsa = drawing.node(`Get ${psa.name} Changes`, psa.nodeType, [READ_X, ROWS.upper], {
		...changes,
		...sync.psa,
	});
	const getPlatform = drawing.node(`Get ${platform.name} Changes`, platform.nodeType, [READ_X, ROWS.lower], {
		...changes,
		...sync.platform,
	});
	const maps = entities.map((entity, index) =>
		drawing.node(`Map ${PLURALS[entity]}`, `${PACKAGE}.fieldMap`, mapPosition(index), {
			syncKey: SYNC_KEY,
			...toNodeParameters(mappingOf(pairing, entity)),
		}),
	);
	const resolve = drawing.node(
		NODES.resolve,
		`${PACKAGE}.conflictResolve`,
		[columns.resolve, ROWS.lower - 16],
		resolveParameters(plan, pairing),
	);
	const back = drawing.node(`Map Back to ${psa.name}`, `${PACKAGE}.fieldMap`, [columns.back, ROWS.upper], {
		syncKey: SYNC_KEY,
		mode: 'mapBack',
	});
	const apply = { resource: 'sync', operation: 'applyChanges', syncKey: SYNC_KEY };
	const applyPsa = drawing.node(`Apply to ${psa.name}`, psa.nodeType, [columns.apply, ROWS.upper], {
		...apply,
		...sync.psa,
	});
	const applyPlatform = drawing.node(`Apply to ${platform.name}`, platform.nodeType, [columns.apply, ROWS.middle], {
		...apply,
		...sync.platform,
	});
	const keep = drawing.node(
		'Keep What Needs a Person',
		'n8n-nodes-base.filter',
		[columns.keep, ROWS.lower],
		needsReview(),
		2.2,
	);
	const tell = drawing.node('Tell Your Team', 'n8n-nodes-base.noOp', [columns.tell, ROWS.lower], {});

	for (const start of starts) {
		drawing.connect(start, getPsa);
		drawing.connect(start, getPlatform);
	}
	[getPsa, ...maps].forEach((from, index) => drawing.connect(from, maps[index] ?? resolve));
	drawing.connect(getPlatform, resolve, { input: 1 });
	drawing.connect(resolve, back, { output: 0 });
	drawing.connect(back, applyPsa);
	drawing.connect(resolve, applyPlatform, { output: 1 });
	drawing.connect(resolve, keep, { output: 2 });
	drawing.connect(applyPsa, keep);
	drawing.connect(applyPlatform, keep);
	drawing.connect(keep, tell);
}

/** When Due, and the webhooks' triggers: each wakes When Due; without it each starts the same flow itself. */
function drawStarts(
	drawing: WorkflowDrawing,
	{ psaNews }: PhasePlan,
	{ psa, platform }: Pairing,
	entities: readonly Entity[],
): string[] {
	const news = (told: (entity: Entity) => boolean) => ({ syncKey: SYNC_KEY, entities: entities.filter(told) });
	const due = drawing.node('When Due', `${PACKAGE}.psaSyncTrigger`, [START_X, ROWS.middle], {
		syncKey: SYNC_KEY,
		interval: 60,
	});
	const psaTrigger = psaNews
		? [
				drawing.node(
					`When ${psa.name} Changes`,
					psa.triggerType,
					[START_X, ROWS.upper],
					news((entity) => NEWS[psa.system].includes(entity)),
				),
			]
		: [];
	const platformTrigger = drawing.node(
		`When ${platform.name} Changes`,
		platform.triggerType,
		[START_X, ROWS.lower],
		news((entity) => NEWS[platform.system].includes(entity) && !FROM_THE_PSA.has(entity)),
	);
	return [due, ...psaTrigger, platformTrigger];
}

function resolveParameters({ phase, defaultStrategy, rules }: PhasePlan, pairing: Pairing): INodeParameters {
	return {
		syncKey: SYNC_KEY,
		phase,
		mode: 'live',
		defaultStrategy,
		tieBreaker: 'psa',
		rules: { rule: rules(pairing).map((rule) => ({ ...rule })) },
		options: {},
	};
}

/** n8n's own Filter node: `needsReview` is true. */
function needsReview(): INodeParameters {
	return {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: 'needs-review',
					leftValue: '={{ $json.needsReview }}',
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
			combinator: 'and',
		},
		options: {},
	};
}
