import type { Connector, WriteOptions } from '../connectors/connector';
import { isoTime, type Clock } from '../model/clock';
import type { ContentStore } from '../model/content';
import type { Entity, Side } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import type { ClaimedWrite, Store } from '../store/store';
import type { Acknowledgements } from './acknowledgements';
import type { Outcomes } from './outcomes';
import type { EngineSettings } from './settings';

export interface ApplyDependencies {
	readonly connector: Connector;
	readonly store: Store;
	readonly clock: Clock;
	readonly settings: EngineSettings;
	/** 0 ≤ x < 1; for the jitter of pauses. */
	readonly random: () => number;
	/** Where the bytes of attachments lie that are to be sent. */
	readonly contents?: ContentStore;
}

/** What the steps of applying one chunk share. */
export interface ApplyContext extends ApplyDependencies {
	readonly sync: string;
	readonly side: Side;
	readonly entity: Entity;
	readonly outcomes: Outcomes;
	readonly acknowledgements: Acknowledgements;
	/** Ids of the writes of which the system shall mail no client. */
	readonly quiet: ReadonlySet<string>;
}

/** @returns the target's time, ISO 8601 UTC, as far as it is known. */
export function targetTime({ clock, connector }: ApplyDependencies): string {
	return isoTime(clock.now() + connector.skewMs());
}

/** A claimed write with the values that go to the target, in the target's own names. */
export interface ReadyWrite {
	readonly claimed: ClaimedWrite;
	readonly item: WriteEnvelope;
	readonly payload: Readonly<Record<string, WriteEnvelope['fields'][string]>>;
}

/** What a connector is told of a write beside its values. */
export function writeOptions({ quiet, contents }: ApplyContext, { claimed, item }: ReadyWrite): WriteOptions {
	return { synonyms: item.synonyms, contents, ...(quiet.has(claimed.write.id) && { quiet: true }) };
}
