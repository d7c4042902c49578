import type { Entity } from '../../sync/model/entity';
import { drawByHand } from './canvas/by-hand';
import { drawFlow } from './canvas/flow';
import { drawGuide, drawSections } from './canvas/notes';
import { WorkflowDrawing, type WorkflowTemplate } from './canvas/workflow';
import { entitiesOf, type Pairing } from './pairing';
import type { PhasePlan } from './phase';

/** The one drawing of all templates: what differs stands in the pairing and in the plan of the phase. */
export function draw(plan: PhasePlan, pairing: Pairing): WorkflowTemplate {
	const entities = carried(plan, pairing);
	const drawing = new WorkflowDrawing(plan.name(pairing));
	drawGuide(drawing, plan, pairing, entities);
	drawSections(drawing, pairing, entities.length);
	drawFlow(drawing, plan, pairing, entities);
	drawByHand(drawing, plan.byHand(pairing));
	return drawing.build({
		executionOrder: 'v1',
		// A run a minute: what went well is in the sync's own audit, and need not fill n8n's database.
		saveDataSuccessExecution: 'none',
		saveDataErrorExecution: 'all',
		saveManualExecutions: true,
	});
}

/** What a phase carries of what the pairing can carry, parents first. */
export function carried(plan: PhasePlan, pairing: Pairing): Entity[] {
	return entitiesOf(pairing).filter(plan.carries);
}
