// Credentials of an in-process run: plain objects, attached to the nodes as n8n's editor would.
import type { ICredentialDataDecryptedObject, INode, INodeTypes } from 'n8n-workflow';
import { ICredentialsHelper } from 'n8n-workflow';

export type CredentialsByType = Readonly<Record<string, ICredentialDataDecryptedObject>>;
/** Decrypted data by the id that the node's reference bears. */
export type CredentialStore = ReadonlyMap<string, ICredentialDataDecryptedObject>;

/**
 * Gives each node a reference to every credential it can use and that was given. Templates come without references;
 * one that a workflow already has is replaced.
 */
export function attachCredentials(
	nodes: INode[],
	nodeTypes: INodeTypes,
	given: { credentials?: CredentialsByType; nodeCredentials?: Readonly<Record<string, CredentialsByType>> },
): { nodes: INode[]; store: CredentialStore } {
	const store = new Map<string, ICredentialDataDecryptedObject>();
	for (const node of nodes) {
		const { description } = nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		for (const { name: type } of description.credentials ?? []) {
			const data = given.nodeCredentials?.[node.name]?.[type] ?? given.credentials?.[type];
			if (data === undefined) continue;
			const id = `${node.name}/${type}`;
			store.set(id, data);
			node.credentials = { ...node.credentials, [type]: { id, name: type } };
		}
	}
	return { nodes, store };
}

/** Serves the store to the engine. What needs a real n8n (OAuth, HTTP helper authentication) refuses. */
export class CredentialsFromStore extends ICredentialsHelper {
	readonly #store: CredentialStore;

	constructor(store: CredentialStore) {
		super();
		this.#store = store;
	}

	override async getDecrypted(
		_additionalData: unknown,
		reference: { id: string | null },
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.#store.get(reference.id ?? '');
		if (data === undefined) throw new Error(`No credential of type ${type} was given to this in-process run.`);
		return structuredClone(data);
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override getCredentialsProperties(): [] {
		return [];
	}

	override async authenticate(): Promise<never> {
		throw unsupported('authenticate');
	}

	override async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	override async getCredentials(): Promise<never> {
		throw unsupported('getCredentials');
	}

	override async updateCredentials(): Promise<never> {
		throw unsupported('updateCredentials');
	}

	override async updateCredentialsOauthTokenData(): Promise<never> {
		throw unsupported('updateCredentialsOauthTokenData');
	}
}

function unsupported(method: string): Error {
	return new Error(`An in-process run has no ${method}: use the real host for this.`);
}
