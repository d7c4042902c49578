import { isInternal, isPublic, saysWhoReads, type AudienceField } from '../model/audience';
import { otherSide, SIDES } from '../model/entity';
import type { Json } from '../model/json';
import type { Mapping, MappingRow } from '../model/mapping';
import { normalForm } from './normal-form';
import { flowsTo } from './rows';
import { shown } from './translate';
import { counterpart, valueTable, type FieldPair } from './value-table';

/**
 * Who may read a record is mapped by a value list, and no value that is not certainly public may become one that is not
 * certainly internal (law P6): what only the staff may read must never be shown to clients by a slip in a list.
 */
export function checkReaders(mapping: Mapping, row: MappingRow, fields: FieldPair): string[] {
	return SIDES.filter((to) => flowsTo(row, to)).flatMap((to) => {
		const from = otherSide(to);
		const [source, target] = [fields[from], fields[to]];
		const { transform } = row;
		if (!saysWhoReads(target)) return [];
		if (transform.kind !== 'values') {
			return [
				`"${target.name}" says who may read a ${mapping.entity}: choose "value list", so that each value is decided.`,
			];
		}
		const table = valueTable(transform.pairs, from, fields);
		const widened = transform.pairs.flatMap((pair) => {
			const value = normalForm(source, pair[from]);
			const chosen = table.pairOf(value);
			if (!chosen || (saysWhoReads(source) && isPublic(source, value))) return [];
			const becomes = normalForm(target, counterpart(chosen, from));
			return isInternal(target, becomes) ? [] : [widening(mapping, value, becomes, target)];
		});
		const fallback = transform.unmapped.policy === 'default' ? transform.unmapped[to] : undefined;
		if (transform.unmapped.policy === 'same') {
			widened.push(
				`"${target.name}" says who may read a ${mapping.entity}: values that are not in the list must not pass as they are. Choose "keep out and report" for them.`,
			);
		}
		if (fallback !== undefined && !isInternal(target, normalForm(target, fallback))) {
			widened.push(fixedReaders(target, fallback));
		}
		return [...new Set(widened)];
	});
}

/** Why a value that is the same for every record must not decide who reads them. */
export function fixedReaders(target: AudienceField, value: Json): string {
	return `${shown(value)} in "${target.name}" would show clients records of which nobody knows whether they may see them. Choose one of: ${target.audience.internal.map(shown).join(', ')}.`;
}

function widening(mapping: Mapping, value: Json, becomes: Json, target: AudienceField): string {
	return `${shown(value)} would become ${shown(becomes)} in "${target.name}", which may show clients a ${mapping.entity} that is not public. Map it to ${target.audience.internal.map(shown).join(' or ')}.`;
}
