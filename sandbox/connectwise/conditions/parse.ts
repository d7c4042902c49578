import { badCondition } from '../errors';

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'like';

/** A literal; dates (in brackets) are epoch milliseconds of a whole second. */
export type Literal =
	| { readonly type: 'text'; readonly value: string }
	| { readonly type: 'number'; readonly value: number }
	| { readonly type: 'flag'; readonly value: boolean }
	| { readonly type: 'date'; readonly value: number }
	| { readonly type: 'null'; readonly value: null };

export type Condition =
	| { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
	| { readonly kind: 'not'; readonly part: Condition }
	| { readonly kind: 'compare'; readonly path: string; readonly comparator: Comparator; readonly literal: Literal }
	| { readonly kind: 'in'; readonly path: string; readonly literals: readonly Literal[] };

type Token =
	| { readonly type: 'symbol'; readonly value: string }
	| { readonly type: 'word'; readonly value: string }
	| { readonly type: 'literal'; readonly literal: Literal };

/** `2016-08-20T18:04:26Z`, also without time or zone. Fractions of a second are not accepted. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/;
const WORD = /[A-Za-z_][A-Za-z0-9_]*(?:\/[A-Za-z_][A-Za-z0-9_]*)*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![A-Za-z0-9_])/y;
const SYMBOL = /<=|>=|!=|[=<>(),]/y;
const SPACE = /\s+/y;
const WORDS_OF_VALUE: Readonly<Record<string, Literal>> = {
	true: { type: 'flag', value: true },
	false: { type: 'flag', value: false },
	null: { type: 'null', value: null },
};
const MAX_DEPTH = 64;

/**
 * Parses the vendor's `conditions` language: comparisons, `contains`, `like`, `in (…)`, `not`, `and`, `or`,
 * parentheses; text in double or single quotes (backslash escapes), dates in brackets, `True`, `False`, `null`.
 *
 * @throws VendorError 400 `ApiFindCondition` for anything else
 */
export function parseConditions(source: string): Condition {
	const parser = new Parser(tokenize(source));
	const condition = parser.disjunction(0);
	parser.expectEnd();
	return condition;
}

function tokenize(source: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	const match = (pattern: RegExp): string | undefined => {
		pattern.lastIndex = at;
		const found = pattern.exec(source)?.[0];
		if (found !== undefined) at += found.length;
		return found;
	};
	while (at < source.length) {
		if (match(SPACE) !== undefined) continue;
		const start = source[at];
		if (start === '"' || start === "'") {
			const { value, end } = quoted(source, at);
			tokens.push({ type: 'literal', literal: { type: 'text', value } });
			at = end;
			continue;
		}
		if (start === '[') {
			const end = source.indexOf(']', at);
			const value = source.slice(at + 1, end);
			if (end < 0 || !DATE.test(value) || Number.isNaN(epoch(value)))
				throw badCondition(`Invalid date at position ${at}.`);
			tokens.push({ type: 'literal', literal: { type: 'date', value: epoch(value) } });
			at = end + 1;
			continue;
		}
		const number = match(NUMBER);
		if (number !== undefined) {
			tokens.push({ type: 'literal', literal: { type: 'number', value: Number(number) } });
			continue;
		}
		const word = match(WORD);
		if (word !== undefined) {
			const literal = WORDS_OF_VALUE[word.toLowerCase()];
			tokens.push(literal ? { type: 'literal', literal } : { type: 'word', value: word });
			continue;
		}
		const symbol = match(SYMBOL);
		if (symbol === undefined) throw badCondition(`Unexpected character '${start}' at position ${at}.`);
		tokens.push({ type: 'symbol', value: symbol });
	}
	return tokens;
}

function epoch(date: string): number {
	const zoned = /T/.test(date) ? (/(Z|[+-]\d{2}:\d{2})$/.test(date) ? date : `${date}Z`) : `${date}T00:00:00Z`;
	return Date.parse(zoned);
}

function quoted(source: string, start: number): { value: string; end: number } {
	const quote = source[start];
	let value = '';
	for (let at = start + 1; at < source.length; at++) {
		const char = source[at];
		if (char === quote) return { value, end: at + 1 };
		if (char === '\\' && at + 1 < source.length) value += source[++at];
		else value += char;
	}
	throw badCondition(`Unterminated string at position ${start}.`);
}

class Parser {
	#at = 0;

	constructor(private readonly tokens: readonly Token[]) {}

	disjunction(depth: number): Condition {
		return this.#chain('or', () => this.#chain('and', () => this.#unary(depth)));
	}

	expectEnd(): void {
		if (this.#at < this.tokens.length) throw badCondition(`Unexpected ${this.#shown()}.`);
	}

	#chain(kind: 'and' | 'or', next: () => Condition): Condition {
		const parts = [next()];
		while (this.#takeWord(kind)) parts.push(next());
		return parts.length === 1 ? parts[0] : { kind, parts };
	}

	#unary(depth: number): Condition {
		if (depth > MAX_DEPTH) throw badCondition('The conditions are nested too deeply.');
		if (this.#takeWord('not')) return { kind: 'not', part: this.#unary(depth + 1) };
		if (this.#takeSymbol('(')) {
			const inner = this.disjunction(depth + 1);
			this.#expectSymbol(')');
			return inner;
		}
		return this.#comparison();
	}

	#comparison(): Condition {
		const token = this.tokens[this.#at];
		if (token?.type !== 'word') throw badCondition(`Expected a field name, found ${this.#shown()}.`);
		this.#at++;
		const path = token.value;
		if (this.#takeWord('not')) return { kind: 'not', part: this.#wordComparison(path) };
		const operator = this.tokens[this.#at];
		if (operator?.type === 'symbol' && /^(=|!=|<=?|>=?)$/.test(operator.value)) {
			this.#at++;
			return { kind: 'compare', path, comparator: operator.value as Comparator, literal: this.#literal() };
		}
		return this.#wordComparison(path);
	}

	#wordComparison(path: string): Condition {
		if (this.#takeWord('in')) return { kind: 'in', path, literals: this.#literals() };
		for (const comparator of ['contains', 'like'] as const) {
			if (!this.#takeWord(comparator)) continue;
			const literal = this.#literal();
			if (literal.type !== 'text') throw badCondition(`${comparator} needs a string.`);
			return { kind: 'compare', path, comparator, literal };
		}
		throw badCondition(`Expected an operator after ${path}, found ${this.#shown()}.`);
	}

	#literals(): Literal[] {
		this.#expectSymbol('(');
		const literals = [this.#literal()];
		while (this.#takeSymbol(',')) literals.push(this.#literal());
		this.#expectSymbol(')');
		return literals;
	}

	#literal(): Literal {
		const token = this.tokens[this.#at];
		if (token?.type !== 'literal') throw badCondition(`Expected a value, found ${this.#shown()}.`);
		this.#at++;
		return token.literal;
	}

	#takeWord(word: string): boolean {
		const token = this.tokens[this.#at];
		const taken = token?.type === 'word' && token.value.toLowerCase() === word;
		if (taken) this.#at++;
		return taken;
	}

	#takeSymbol(symbol: string): boolean {
		const token = this.tokens[this.#at];
		const taken = token?.type === 'symbol' && token.value === symbol;
		if (taken) this.#at++;
		return taken;
	}

	#expectSymbol(symbol: string): void {
		if (!this.#takeSymbol(symbol)) throw badCondition(`Expected '${symbol}', found ${this.#shown()}.`);
	}

	#shown(): string {
		const token = this.tokens[this.#at];
		if (token === undefined) return 'the end';
		return token.type === 'literal' ? `value ${JSON.stringify(token.literal.value)}` : `'${token.value}'`;
	}
}
