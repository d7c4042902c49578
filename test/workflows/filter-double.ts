import { functionNode } from '../support/node-types';

/** n8n's Filter node with the one condition that the templates give it: `needsReview` is true. */
export const filterDouble = functionNode(([items = []]) => [
	items.flatMap((item, index) => (item.json.needsReview === true ? [{ ...item, pairedItem: { item: index } }] : [])),
]);
