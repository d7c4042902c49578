import type { INodeParameters } from 'n8n-workflow';
import type { Side, System } from '../../sync/model/entity';

export const PACKAGE = 'n8n-nodes-psa-sync';

/** The sync that all templates of all phases share. */
export const SYNC_KEY = 'default';

/** Names of nodes that others refer to. */
export const NODES = { resolve: 'Resolve Conflicts' } as const;

/** A system as a template knows it. */
export interface PairedSystem {
	readonly system: System;
	/** As people call it, short: part of the names of nodes. */
	readonly name: string;
	/** As it is called within a sentence: "ConnectWise", "the platform". */
	readonly inText: string;
	/** The node's full type name. */
	readonly nodeType: string;
	/** The full type name of its trigger. */
	readonly triggerType: string;
	/** What the Sync operations of its node must be told beside the common parameters. */
	readonly syncParameters: (side: Side, other: PairedSystem) => INodeParameters;
	/** For a system on the right: its fields that technicians find out and fill, and those that are lists. */
	readonly technicianFields: readonly string[];
	readonly listFields: readonly string[];
	/** For a system on the right: its fields of a time entry that say how it is billed. */
	readonly chargeFields: readonly string[];
	/** For a system on the left: what the first run of a large tenant costs, if more than pages of a list. */
	readonly firstRun?: string;
	/** For a system on the left: what its owner has to look at in the Map nodes. */
	readonly setup: (other: PairedSystem) => string;
}

export const connectwise: PairedSystem = {
	system: 'connectwise',
	name: 'ConnectWise',
	inText: 'ConnectWise',
	nodeType: `${PACKAGE}.connectWise`,
	triggerType: `${PACKAGE}.connectWiseTrigger`,
	syncParameters: () => ({}),
	technicianFields: [],
	listFields: [],
	chargeFields: [],
	firstRun: 'ConnectWise gives notes ticket by ticket: the first run spends a call on each ticket, within your budget',
	setup: (other) => `Set the board for tickets that begin on ${other.inText}`,
};

export const autotask: PairedSystem = {
	system: 'autotask',
	name: 'Autotask',
	inText: 'Autotask',
	nodeType: `${PACKAGE}.autotask`,
	triggerType: `${PACKAGE}.autotaskTrigger`,
	syncParameters: () => ({}),
	technicianFields: [],
	listFields: [],
	chargeFields: [],
	setup: (other) =>
		`Autotask's lists are numbers of your own: choose yours by their names, and the queue for tickets that begin on ${other.inText}`,
};

export const platform: PairedSystem = {
	system: 'platform',
	name: 'Platform',
	inText: 'the platform',
	nodeType: `${PACKAGE}.unifiedPlatform`,
	triggerType: `${PACKAGE}.unifiedPlatformTrigger`,
	// n8n leaves out what is the default.
	syncParameters: (_side, other) => (other.system === 'connectwise' ? {} : { psaSystem: other.system }),
	technicianFields: ['assignee', 'category', 'rootCause', 'technicalNotes'],
	listFields: ['tags'],
	chargeFields: ['billable', 'workType', 'workRole', 'agreementId', 'approved'],
	setup: () => '',
};

/** HaloPSA stands on either side; on the left is the default. */
export const halopsa: PairedSystem = {
	system: 'halopsa',
	name: 'HaloPSA',
	inText: 'HaloPSA',
	nodeType: `${PACKAGE}.haloPsa`,
	triggerType: `${PACKAGE}.haloPsaTrigger`,
	syncParameters: (side) => (side === 'psa' ? {} : { side }),
	technicianFields: ['agent_name', 'team', 'category_1', 'category_2', 'category_3', 'category_4'],
	listFields: [],
	chargeFields: ['billable', 'chargerate_name', 'action_contract_id'],
	setup: (other) => `Set the ticket type for tickets that begin on ${other.inText}`,
};
