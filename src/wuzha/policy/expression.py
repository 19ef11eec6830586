"""Tokens of an expression to a tree, by precedence climbing.

or < and < not < comparison, in, is, between < + - < * / < unary - < primary
"""

from __future__ import annotations

from collections.abc import Callable

from wuzha.policy.operations import AGGREGATES
from wuzha.policy.tokens import Place, SyntaxProblem, Token, problem, tokens
from wuzha.policy.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Case,
    Compare,
    Expr,
    In,
    IsNull,
    Literal,
    Logic,
    Name,
    Negate,
    Not,
    Span,
    Words,
)
from wuzha.vocabulary import limits

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})
_AGGREGATE_NAMES = frozenset(AGGREGATES) - {"count_distinct"}


def expression(source: str, place: Place) -> Expr:
    """The tree of one expression; raises SyntaxProblem at the first mistake."""
    if len(source) > limits.EXPRESSION_CHARACTERS_MAX:
        most = limits.EXPRESSION_CHARACTERS_MAX
        raise problem(
            place(0, 1),
            Words(f"表达式超过 {most} 个字符", f"this expression is longer than {most} characters"),
            Words("拆成几条规则或特征", "split it into several rules or features"),
        )
    reader = _Reader(tokens(source, place))
    tree = reader.disjunction()
    reader.expect_end()
    return tree


class _Reader:
    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.at = 0
        self.depth = 0
        self.nodes = 0

    # -- tokens

    @property
    def now(self) -> Token:
        return self.found[self.at]

    def take(self) -> Token:
        token = self.now
        self.at += token.kind != "end"
        return token

    def accept(self, *texts: str) -> Token | None:
        if self.now.kind in ("op", "word") and self.now.text in texts:
            return self.take()
        return None

    def expect(self, text: str) -> Token:
        token = self.accept(text)
        if token is None:
            raise self.unexpected(Words(f"这里应是 `{text}`", f"put `{text}` here"))
        return token

    def expect_end(self) -> None:
        if self.now.kind != "end":
            hint = Words(
                "用 and、or 连接条件，或删去多余部分",
                "join conditions with and / or, or drop the rest",
            )
            raise self.unexpected(hint)

    def unexpected(self, hint: Words) -> SyntaxProblem:
        token = self.now
        if token.kind == "end":
            return problem(
                token.span, Words("表达式在此中断", "the expression stops too early here"), hint
            )
        text = token.text
        return problem(token.span, Words(f"没想到 `{text}`", f"`{text}` was not expected"), hint)

    def grown(self, tree: Expr) -> Expr:
        self.nodes += 1
        if self.nodes > limits.EXPRESSION_NODES_MAX:
            most = limits.EXPRESSION_NODES_MAX
            raise problem(
                tree.span,
                Words(f"表达式超过 {most} 个部分", f"this expression has more than {most} parts"),
                Words("拆成几条规则或特征", "split it into several rules or features"),
            )
        return tree

    # -- grammar, loosest first

    def disjunction(self) -> Expr:
        return self._chain("or", self.conjunction)

    def conjunction(self) -> Expr:
        return self._chain("and", self.negation)

    def _chain(self, word: str, part: Callable[[], Expr]) -> Expr:
        first = part()
        parts = [first]
        while self.accept(word):
            parts.append(part())
        if len(parts) == 1:
            return first
        return self.grown(Logic(word, tuple(parts), span=first.span))

    def negation(self) -> Expr:
        token = self.accept("not")
        if token is None:
            return self.comparison()
        self._deeper(token.span)
        tree = self.grown(Not(self.negation(), span=token.span))
        self.depth -= 1
        return tree

    def comparison(self) -> Expr:
        left = self.sum()
        token = self.now
        if token.kind == "op" and token.text in _COMPARISONS:
            self.take()
            tree = self.grown(Compare(token.text, left, self.sum(), span=token.span))
            if self.now.kind == "op" and self.now.text in _COMPARISONS:
                raise self.unexpected(Words("用 and 连接两个比较", "join two comparisons with and"))
            return tree
        if self.accept("is"):
            negated = self.accept("not") is not None
            self.expect("null")
            return self.grown(IsNull(left, negated, span=token.span))
        negated = self.accept("not") is not None
        if self.accept("in"):
            return self.grown(In(left, self._values(), negated, span=token.span))
        if self.accept("between"):
            return self._between(left, negated, token.span)
        if negated:
            raise self.unexpected(Words("not 之后写 in 或 between", "after not put in or between"))
        return left

    def _between(self, left: Expr, negated: bool, span: Span) -> Expr:
        low = self.sum()
        self.expect("and")
        high = self.sum()
        parts = (Compare(">=", left, low, span=span), Compare("<=", left, high, span=span))
        tree = self.grown(Logic("and", parts, span=span))
        return self.grown(Not(tree, span=span)) if negated else tree

    def _values(self) -> tuple[Literal, ...]:
        self.expect("(")
        nodes = self.nodes  # constants have a limit of their own
        values = [self._constant()]
        while self.accept(","):
            values.append(self._constant())
            self.nodes = nodes
            if len(values) > limits.IN_VALUES_MAX:
                most = limits.IN_VALUES_MAX
                raise problem(
                    values[-1].span,
                    Words(f"in 的列表超过 {most} 项", f"this list has more than {most} values"),
                    Words("改用名单或词库", "use a list or a lexicon instead"),
                )
        self.expect(")")
        return tuple(values)

    def _constant(self) -> Literal:
        value = self.sum()
        if not isinstance(value, Literal) or value.value is None:
            raise problem(
                value.span,
                Words("in 的列表里只能是常量", "only constants can stand in this list"),
                Words("写数字或单引号文本", "write numbers or 'texts'"),
            )
        return value

    def sum(self) -> Expr:
        return self._binary(("+", "-"), self.product)

    def product(self) -> Expr:
        return self._binary(("*", "/"), self.unary)

    def _binary(self, operators: tuple[str, str], part: Callable[[], Expr]) -> Expr:
        left = part()
        steps = 0
        while token := self.accept(*operators):
            steps += 1
            self._deeper(token.span)
            left = self.grown(Arithmetic(token.text, left, part(), span=token.span))
        self.depth -= steps
        return left

    def unary(self) -> Expr:
        token = self.accept("-")
        if token is None:
            return self.primary()
        self._deeper(token.span)
        part = self.unary()
        self.depth -= 1
        value = part.value if isinstance(part, Literal) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Literal(-value, span=token.span)
        return self.grown(Negate(part, span=token.span))

    def primary(self) -> Expr:
        token = self.now
        if token.kind == "number":
            return self.grown(self._number(self.take()))
        if token.kind == "text":
            self.take()
            return self.grown(Literal(token.text[1:-1].replace("''", "'"), span=token.span))
        if token.kind == "name":
            return self._name_or_call(self.take())
        if self.accept("true", "false"):
            return self.grown(Literal(token.text == "true", span=token.span))
        if self.accept("null"):
            return self.grown(Literal(None, span=token.span))
        if self.accept("case"):
            return self._case(token.span)
        if self.accept("("):
            self._deeper(token.span)
            tree = self.disjunction()
            self.expect(")")
            self.depth -= 1
            return tree
        raise self.unexpected(
            Words("这里应是名称、数字、文本或括号", "put a name, a number, a 'text' or ( here")
        )

    def _number(self, token: Token) -> Literal:
        text = token.text.replace("_", "")
        if text.isdigit():
            value = int(text)
            if value > limits.INTEGER_MAX:
                raise problem(
                    token.span,
                    Words("整数太大", "this whole number is too large"),
                    Words(f"最大 {limits.INTEGER_MAX}", f"the largest is {limits.INTEGER_MAX}"),
                )
            return Literal(value, span=token.span)
        number = float(text)
        if number > limits.NUMBER_MAX:
            raise problem(
                token.span,
                Words("数太大", "this number is too large"),
                Words(f"最大 {limits.NUMBER_MAX:g}", f"the largest is {limits.NUMBER_MAX:g}"),
            )
        return Literal(number, span=token.span)

    def _name_or_call(self, token: Token) -> Expr:
        if not self.accept("("):
            return self.grown(Name(token.text, span=token.span))
        name = token.text.lower()
        if name in _AGGREGATE_NAMES:
            return self._aggregate(name, token)
        args: list[Expr] = []
        self._deeper(token.span)
        while not self.accept(")"):
            if args:
                self.expect(",")
            args.append(self.disjunction())
        self.depth -= 1
        return self.grown(Call(name, tuple(args), span=token.span))

    def _aggregate(self, name: str, token: Token) -> Expr:
        if name in ("first_seen", "last_seen"):
            self.expect(")")
            return self.grown(Aggregate(name, None, span=token.span))
        if name == "count" and self.accept("*"):
            self.expect(")")
            return self.grown(Aggregate("count", None, span=token.span))
        if name == "count" and self.accept("distinct"):
            name = "count_distinct"
        self._deeper(token.span)
        arg = self.disjunction()
        self.depth -= 1
        self.expect(")")
        return self.grown(Aggregate(name, arg, span=token.span))

    def _case(self, span: Span) -> Expr:
        self._deeper(span)
        whens: list[tuple[Expr, Expr]] = []
        while self.accept("when"):
            condition = self.disjunction()
            self.expect("then")
            whens.append((condition, self.disjunction()))
        if not whens:
            raise self.unexpected(Words("case 之后写 when", "after case put when"))
        default: Expr = Literal(None, span=span)
        if self.accept("else"):
            default = self.disjunction()
        self.expect("end")
        self.depth -= 1
        return self.grown(Case(tuple(whens), default, span=span))

    def _deeper(self, span: Span) -> None:
        self.depth += 1
        if self.depth > limits.EXPRESSION_DEPTH_MAX:
            most = limits.EXPRESSION_DEPTH_MAX
            raise problem(
                span,
                Words(f"嵌套超过 {most} 层", f"this is nested more than {most} deep"),
                Words("拆成几条规则或特征", "split it into several rules or features"),
            )
