/** What an answer's body turned out to be. */
export type Body =
	| { readonly kind: 'empty' }
	| { readonly kind: 'json'; readonly value: unknown }
	/** A web page: a proxy, a log-in form, a load balancer's error, never the API itself. */
	| { readonly kind: 'html'; readonly text: string }
	/** JSON that ends in the middle. */
	| { readonly kind: 'truncated'; readonly text: string }
	| { readonly kind: 'text'; readonly text: string };

/** Tells what a body is by its content: vendors and proxies label it wrongly too often to trust `Content-Type`. */
export function parseBody(bytes: Uint8Array): Body {
	const text = new TextDecoder('utf-8').decode(bytes);
	const trimmed = text.trim();
	if (trimmed === '') return { kind: 'empty' };
	if (trimmed.startsWith('<')) return { kind: 'html', text };
	try {
		return { kind: 'json', value: JSON.parse(trimmed) as unknown };
	} catch {
		return { kind: /^[[{"]/.test(trimmed) && !isClosed(trimmed) ? 'truncated' : 'text', text };
	}
}

/** True when the last bracket that was opened is closed again, so that the text is wrong rather than cut off. */
function isClosed(text: string): boolean {
	let depth = 0;
	let inString = false;
	for (let index = 0; index < text.length; index++) {
		const char = text[index];
		if (inString) {
			if (char === '\\') index++;
			else if (char === '"') inString = false;
		} else if (char === '"') inString = true;
		else if (char === '{' || char === '[') depth++;
		else if (char === '}' || char === ']') depth--;
	}
	return depth <= 0 && !inString;
}

/** @returns the start of a body in one line, for error messages. */
export function excerpt(body: Body, length = 200): string {
	if (body.kind === 'empty') return '';
	if (body.kind === 'html') {
		const title = /<title[^>]*>([^<]*)</i.exec(body.text)?.[1];
		return oneLine(title ?? body.text.replace(/<[^>]*>/g, ' '), length);
	}
	return oneLine(body.kind === 'json' ? JSON.stringify(body.value) : body.text, length);
}

function oneLine(text: string, length: number): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > length ? `${line.slice(0, length)}…` : line;
}
