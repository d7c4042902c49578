import { type Entity, entityBelow, entityNamed } from './entities';

/** What an address of the API stands for. */
export type Target =
	| { readonly kind: 'threshold' | 'version' }
	| { readonly kind: 'collection' | 'query' | 'count' | 'nextPage'; readonly entity: Entity }
	| { readonly kind: 'children'; readonly entity: Entity; readonly parentId: number }
	| { readonly kind: 'record'; readonly entity: Entity; readonly id: number; readonly parentId?: number }
	| {
			readonly kind: 'information';
			readonly entity: Entity;
			readonly of: 'entity' | 'fields' | 'userDefinedFields';
	  };

/**
 * Reads a path below `/v1.0`. The case of names does not matter: it is a Windows server's.
 *
 * @returns undefined for a path that the API does not have
 */
export function targetOf(path: string): Target | undefined {
	const [first = '', ...rest] = path.split('/').filter((part) => part !== '');
	const name = first.toLowerCase();
	if (rest.length === 0 && name === 'thresholdinformation') return { kind: 'threshold' };
	if (rest.length === 0 && name === 'version') return { kind: 'version' };
	const entity = entityNamed(first);
	if (entity) {
		const target = ofEntity(entity, rest);
		if (target) return target;
	}
	const parentId = readId(rest[0]);
	const child = rest.length >= 2 && parentId !== undefined ? entityBelow(first, rest[1]) : undefined;
	return child && parentId !== undefined ? ofChild(child, parentId, rest.slice(2)) : undefined;
}

/** The verbs that a target answers to. */
export function verbsOf(target: Target): readonly string[] {
	switch (target.kind) {
		case 'threshold':
		case 'version':
		case 'information':
			return ['GET'];
		case 'query':
		case 'count':
		case 'nextPage':
			return ['GET', 'POST'];
		case 'collection':
			return writes(target.entity);
		case 'children':
			return ['GET', ...writes(target.entity)];
		case 'record': {
			const { entity, parentId } = target;
			const writtenHere = entity.parent === undefined || parentId !== undefined;
			return entity.canDelete && writtenHere ? ['GET', 'DELETE'] : ['GET'];
		}
	}
}

function ofEntity(entity: Entity, rest: readonly string[]): Target | undefined {
	if (entity.flat === false) return undefined;
	const [second, third] = rest.map((part) => part.toLowerCase());
	// What belongs to a parent has no collection of its own to write to.
	if (rest.length === 0) return entity.parent || !entity.rules ? undefined : { kind: 'collection', entity };
	if (second === 'query') {
		if (rest.length === 1) return { kind: 'query', entity };
		if (rest.length > 2) return undefined;
		return third === 'count' ? { kind: 'count', entity } : third === 'next' ? { kind: 'nextPage', entity } : undefined;
	}
	if (second === 'entityinformation') return information(entity, rest.slice(1));
	const id = rest.length === 1 ? readId(rest[0]) : undefined;
	return id === undefined ? undefined : { kind: 'record', entity, id };
}

function ofChild(entity: Entity, parentId: number, rest: readonly string[]): Target | undefined {
	if (rest.length === 0) return { kind: 'children', entity, parentId };
	if (rest[0].toLowerCase() === 'entityinformation')
		return entity.flat === false ? undefined : information(entity, rest.slice(1));
	const id = rest.length === 1 ? readId(rest[0]) : undefined;
	return id === undefined ? undefined : { kind: 'record', entity, id, parentId };
}

function information(entity: Entity, rest: readonly string[]): Target | undefined {
	if (rest.length === 0) return { kind: 'information', entity, of: 'entity' };
	if (rest.length > 1) return undefined;
	const of = (['fields', 'userDefinedFields'] as const).find((one) => one.toLowerCase() === rest[0].toLowerCase());
	return of && { kind: 'information', entity, of };
}

function writes({ rules, canCreate, canUpdate }: Entity): readonly string[] {
	if (!rules) return [];
	return [...(canCreate === false ? [] : ['POST']), ...(canUpdate ? ['PUT', 'PATCH'] : [])];
}

function readId(given: string | undefined): number | undefined {
	return given !== undefined && /^\d{1,10}$/.test(given) ? Number(given) : undefined;
}
