import type { Pairing } from './pairing';
import type { WorkflowDrawing } from './workflow';

/** The yellow note: what the workflow does and how to bring it to life. */
export function guide(drawing: WorkflowDrawing, { psa, platform, notes }: Pairing): void {
	drawing.sticky(
		'Guide',
		'yellow',
		{ position: [-624, 48], width: 544, height: 736 },
		`## Phase 1: Side by side

Companies, contacts and tickets of ${psa.name} and ${platform.inText} stay the same, whoever edits where.

### How it works
1. As soon as a system says that something changed, and every minute in any case, both are asked what changed.
2. The **Map** nodes turn ${psa.name} fields and values into those of ${platform.inText}.
3. **Resolve Conflicts** merges field by field. Two people can edit different fields of one ticket: both edits survive.
4. Only fields that changed are written, and never over an edit that was made meanwhile.

**Who is right when both edited the same field?** ${psa.name} for companies, contacts and what clients and invoices see of a ticket (title, status, priority, due date), because it still bills and its portal is open. ${capital(platform.inText)} for technical fields (assignee, category, root cause, once you map them), because technicians work there first. The losing value stays in the audit.

### Setup
1. Choose a credential in the four **Get** and **Apply** nodes and the two **When … Changes** triggers. These need an n8n that both systems can reach (\`WEBHOOK_URL\`); delete them where yours cannot be, and changes arrive within a minute.
2. Open the **Map** nodes and compare statuses and priorities with yours. ${psa.setup(platform)}, and add a row for each custom field of yours.
3. Records that exist on both sides are linked, not doubled. To see the plan first, set **Resolve Conflicts** to *Preview* and execute once.${notes ? '\n4. To carry notes too, choose *Note* under **Entities** in both **Get** nodes. Internal ones stay internal.' : ''}
${notes ? 5 : 4}. Publish.

Another pair of tenants needs another **Sync Key** in every node.`,
	);
}

/** A white note behind each stage. */
export function sections(drawing: WorkflowDrawing, { psa, platform, notes }: Pairing): void {
	const section = (name: string, from: number, to: number, content: string): void =>
		drawing.sticky(name, 'white', { position: [from, 48], width: to - from, height: 736 }, content);
	// One node more among the Map nodes.
	const more = notes ? 224 : 0;
	section(
		'Read',
		160,
		384,
		`## 1. Read
What changed since the last run. Nothing is marked as read before the plan is saved.`,
	);
	section(
		'Map',
		400,
		1056 + more,
		`## 2. Map
One node per entity; the others pass through. Each row says which field maps to which, which values correspond, and in which direction it flows.`,
	);
	section(
		'Resolve',
		1072 + more,
		1280 + more,
		`## 3. Resolve
Rules per field. *Preview* shows the plan and writes nothing.`,
	);
	section(
		'Write',
		1296 + more,
		1728 + more,
		`## 4. Write
Targets are read again first; what moved meanwhile is planned again. **Map Back** uses the Map nodes backwards. Each Apply node shows what was done with ${psa.name} and ${platform.name}.`,
	);
	section(
		'Review',
		1744 + more,
		2176 + more,
		`## 5. Ask a person
Conflicts, unmapped values, refused writes. Put an e-mail, Slack or Teams node in the place of **Tell Your Team**; \`{{ $json.message }}\` says what to decide. Decide with a **PSA Sync** node: *Conflict → Resolve*.`,
	);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
