import type { INodeParameters } from 'n8n-workflow';
import { toNodeParameters } from '../../nodes/FieldMap/parameters';
import { TEMPLATE_ENTITIES, type Pairing } from './pairing';
import { PHASE_1_DEFAULT, phase1Rules } from './phase-1-rules';
import { guide, sections } from './phase-1-notes';
import { PACKAGE } from './systems';
import { WorkflowDrawing, type WorkflowTemplate } from './workflow';

const SYNC_KEY = 'default';
const PLURALS = { company: 'Companies', contact: 'Contacts', ticket: 'Tickets', note: 'Notes' } as const;

/** Columns and rows of the canvas, in n8n's pixels. */
const COLUMN = 224;
const column = (index: number): number => index * COLUMN;
const TOP = 208;
const MIDDLE = 400;
const BOTTOM = 592;

/** Phase 1: both systems run side by side and are kept the same. */
export function phase1(pairing: Pairing): WorkflowTemplate {
	const { psa, platform, sync } = pairing;
	const drawing = new WorkflowDrawing(`Phase 1: Keep ${psa.name} and ${platform.name} in Step`);
	guide(drawing, pairing);
	sections(drawing, pairing);

	const due = drawing.node('When Due', `${PACKAGE}.psaSyncTrigger`, [column(0), MIDDLE], {
		syncKey: SYNC_KEY,
		interval: 60,
	});
	// Each wakes When Due; without When Due each starts the same flow itself.
	const news = { syncKey: SYNC_KEY, entities: [...TEMPLATE_ENTITIES] };
	const psaNews = drawing.node(`When ${psa.name} Changes`, psa.triggerType, [column(0), TOP], news);
	const platformNews = drawing.node(`When ${platform.name} Changes`, platform.triggerType, [column(0), BOTTOM], news);
	const changes = { resource: 'sync', operation: 'getChanges', syncKey: SYNC_KEY, entities: [...TEMPLATE_ENTITIES] };
	const getPsa = drawing.node(`Get ${psa.name} Changes`, psa.nodeType, [column(1), TOP], {
		...changes,
		...sync.psa,
	});
	const getPlatform = drawing.node(`Get ${platform.name} Changes`, platform.nodeType, [column(1), BOTTOM], {
		...changes,
		...sync.platform,
	});
	const maps = mapNodes(drawing, pairing);
	const afterMaps = 2 + maps.length;
	const resolve = drawing.node(
		'Resolve Conflicts',
		`${PACKAGE}.conflictResolve`,
		[column(afterMaps), MIDDLE],
		resolveParameters(pairing),
	);
	const back = drawing.node(`Map Back to ${psa.name}`, `${PACKAGE}.fieldMap`, [column(afterMaps + 1), TOP], {
		syncKey: SYNC_KEY,
		mode: 'mapBack',
	});
	const apply = { resource: 'sync', operation: 'applyChanges', syncKey: SYNC_KEY };
	const applyPsa = drawing.node(`Apply to ${psa.name}`, psa.nodeType, [column(afterMaps + 2), TOP], {
		...apply,
		...sync.psa,
	});
	const applyPlatform = drawing.node(`Apply to ${platform.name}`, platform.nodeType, [column(afterMaps + 2), MIDDLE], {
		...apply,
		...sync.platform,
	});
	const keep = drawing.node(
		'Keep What Needs a Person',
		'n8n-nodes-base.filter',
		[column(afterMaps + 3), BOTTOM],
		needsReview(),
		2.2,
	);
	const tell = drawing.node('Tell Your Team', 'n8n-nodes-base.noOp', [column(afterMaps + 4), BOTTOM], {});

	for (const start of [due, psaNews, platformNews]) {
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

	return drawing.build({
		executionOrder: 'v1',
		// A run a minute: what went well is in the sync's own audit, and need not fill n8n's database.
		saveDataSuccessExecution: 'none',
		saveDataErrorExecution: 'all',
		saveManualExecutions: true,
	});
}

/** One for each entity, in a row. That of notes has nothing to do until the Get nodes are told to read them. */
function mapNodes(drawing: WorkflowDrawing, { mappings, notes }: Pairing): string[] {
	const all = [...TEMPLATE_ENTITIES.map((entity) => mappings[entity]), ...(notes ? [notes] : [])];
	return all.map((mapping, index) =>
		drawing.node(
			`Map ${PLURALS[mapping.entity as keyof typeof PLURALS]}`,
			`${PACKAGE}.fieldMap`,
			[column(2 + index), TOP],
			{
				syncKey: SYNC_KEY,
				...toNodeParameters(mapping),
			},
		),
	);
}

function resolveParameters({ platform }: Pairing): INodeParameters {
	return {
		syncKey: SYNC_KEY,
		phase: 1,
		mode: 'live',
		defaultStrategy: PHASE_1_DEFAULT,
		tieBreaker: 'psa',
		rules: { rule: phase1Rules(platform).map((rule) => ({ ...rule })) },
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
