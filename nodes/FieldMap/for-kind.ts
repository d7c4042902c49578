import type { INodeProperties } from 'n8n-workflow';
import type { Transform } from '../../sync/model/mapping';
import { HOWS } from './parameters';

/** Shows a property for rows of one kind only, whichever way they go. */
export function forKind(kind: Transform['kind']): NonNullable<INodeProperties['displayOptions']> {
	return { show: { how: HOWS.filter((how) => how.startsWith(`${kind}.`)) } };
}
