import type { Json } from '../../sync/model/json';

/**
 * A value as it stands in a text field of the node: words as they are, everything else as JSON (`5`, `true`,
 * `["a"]`), nothing as an empty field. Words that look like JSON, or like an n8n expression, stand in quotes.
 */
export function toValueText(value: Json): string {
	if (value === null) return '';
	if (typeof value !== 'string') return JSON.stringify(value);
	const isPlain = value !== '' && !value.startsWith('=') && parsed(value) === undefined;
	return isPlain ? value : JSON.stringify(value);
}

/** The value that a text field of the node stands for; the inverse of {@link toValueText}. */
export function fromValueText(text: string): Json {
	if (text === '') return null;
	const json = parsed(text);
	return json === undefined ? text : json;
}

function parsed(text: string): Json | undefined {
	try {
		return JSON.parse(text) as Json;
	} catch {
		return undefined;
	}
}
