import type { Phase } from '../../../sync/model/phase';
import type { Pairing } from '../pairing';
import type { HandBranch } from '../phase';
import { NODES, PACKAGE, SYNC_KEY } from '../systems';

/* What people start by hand in more than one phase. */

/** The table and the page of what stands in the way of a phase; switches nothing. */
export function checkReadiness(phase: Phase, text: string): HandBranch {
	return {
		trigger: 'When Checking Readiness',
		node: { name: `Check Readiness for Phase ${phase}`, ...switching('checkReadiness', phase) },
		title: 'Ready for the next phase?',
		text,
	};
}

/** Takes the sync into the phase of the template. */
export function switchHere(phase: Phase): HandBranch {
	return {
		trigger: 'When Switching Phase',
		node: { name: `Switch to Phase ${phase}`, ...switching('switchPhase', phase) },
		title: `Switch to phase ${phase}`,
		text: `From another phase: click once here, unpublish that phase's workflow, publish this one. Refused while something stands in the way; the table says what. It writes nothing to either system.`,
	};
}

/** What both sides have to bill. */
export const reportBilling: HandBranch = {
	trigger: 'When Billing',
	node: {
		name: 'Report Billing',
		type: `${PACKAGE}.psaSync`,
		parameters: {
			resource: 'billing',
			operation: 'runReport',
			syncKey: SYNC_KEY,
			options: { conflictResolve: NODES.resolve },
		},
	},
	title: 'Before you invoice',
	text: 'Last month by company: minutes and amounts on both sides, what differs, what waits and why. As items and as a CSV file. It calls neither system.',
};

/** Says whose clients are served by the platform. */
export const moveCompanies: HandBranch = {
	trigger: 'When Moving Companies',
	node: {
		name: 'Move Companies',
		type: `${PACKAGE}.psaSync`,
		parameters: { resource: 'company', operation: 'setMoved', syncKey: SYNC_KEY },
	},
	title: 'Move companies',
	text: 'Open **Move Companies**, name those that shall move (or come back), and execute. It shows the list as it is then, and writes nothing to either system.',
};

/** Reads the whole history of the PSA into a folder. */
export function exportHistory({ psa }: Pairing): HandBranch {
	return {
		trigger: 'When Exporting',
		node: {
			name: 'Export History',
			type: psa.nodeType,
			parameters: { resource: 'sync', operation: 'exportHistory', syncKey: SYNC_KEY, folder: EXPORT_FOLDER },
		},
		title: `Keep the history of ${psa.name}`,
		text: 'Choose a folder, and execute until it says *done*. Tickets, notes, time and files, with a manifest of counts and hashes. A large tenant takes several runs.',
	};
}

/** Gives the PSA up, once it has looked. */
export function retirePsa({ psa }: Pairing): HandBranch {
	return {
		trigger: 'When Retiring',
		node: {
			name: `Retire ${psa.name}`,
			type: `${PACKAGE}.psaSync`,
			parameters: { resource: 'sync', operation: 'retire', syncKey: SYNC_KEY, folder: EXPORT_FOLDER },
		},
		title: `Retire ${psa.name}`,
		text: `As it is, this only looks: the export is checked and compared. Set *Action* to *Retire*, and nothing of this sync calls ${psa.name} any more.`,
		final: true,
	};
}

/** n8n publishes no node without a folder: one that its Docker image may write to, until somebody names another. */
const EXPORT_FOLDER = '/home/node/.n8n-files/psa-export';

function switching(
	operation: 'checkReadiness' | 'switchPhase',
	phase: Phase,
): Pick<HandBranch['node'], 'type' | 'parameters'> {
	return {
		type: `${PACKAGE}.psaSync`,
		parameters: { resource: 'sync', operation, syncKey: SYNC_KEY, phase, options: { conflictResolve: NODES.resolve } },
	};
}
