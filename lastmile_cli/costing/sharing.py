"""A route's bill and grams shared among its stops, to the last cent and gram."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO, cents_to_money, money_to_cents
from lastmile_cli.domain.plan import Bill, BillLine


def share_lines(bill: Bill, borne_micro: Mapping[str, Sequence[Fraction]]) -> tuple[Bill, ...]:
    """
    Share every line of a route's bill among its stops, to the cent.

    A stop bears what is its own, and of each line an equal part of all the
    rest: loading, waiting, the vehicle, the cents that rounding made. What a
    stop bears lies within a cent of its exact share, and the stops' lines add
    up to the bill's, line by line.

    Parameters
    ----------
    bill
        The route's bill.
    borne_micro
        By category, what each stop bears for itself in micro-units, in
        visiting order; the bill has a line, and there is a stop.
    """
    exact = []
    for line in bill.lines:
        own = borne_micro[str(line.category)]
        total = money_to_cents(line.amount)
        rest = (total - sum(own, start=Fraction(0)) / CENT_MICRO) / len(own)
        exact.append([micro / CENT_MICRO + rest for micro in own])
    cells = round_table(exact, [money_to_cents(line.amount) for line in bill.lines])
    return tuple(
        Bill(
            currency=bill.currency,
            lines=tuple(
                BillLine(category=line.category, amount=cents_to_money(amount, bill.currency))
                for line, amount in zip(bill.lines, column, strict=True)
                if amount
            ),
        )
        for column in zip(*cells, strict=True)
    )


def round_table(exact: Sequence[Sequence[Fraction]], totals: Sequence[int]) -> list[list[int]]:
    """
    Round a table to whole numbers so that rows and columns still add up.

    Row sums are ``totals``, which the exact rows add up to; the sum of a column
    lies within one of its exact sum (``share_out``), and where the table has
    room for it every cell within one of its own.

    Every cell gets its whole units; those that a row and a column both still
    lack go to cells by their remainders, one each, and what is left then to
    wherever both lack some: as in a transport from rows to columns, all find
    a place.

    >>> half = Fraction(1, 2)
    >>> round_table([[half, half], [half, half]], [1, 1])
    [[1, 0], [0, 1]]
    """
    cells = [[value.numerator // value.denominator for value in row] for row in exact]
    columns = [sum(column, start=Fraction(0)) for column in zip(*exact, strict=True)]
    sums = share_out(sum(totals), columns)
    lacks_row = [total - sum(row) for total, row in zip(totals, cells, strict=True)]
    lacks = [sums[at] - sum(row[at] for row in cells) for at in range(len(sums))]
    spots = [(row, at) for row in range(len(cells)) for at in range(len(sums))]
    spots.sort(key=lambda spot: cells[spot[0]][spot[1]] - exact[spot[0]][spot[1]])
    for most in (1, sum(totals)):
        for row, at in spots:
            amount = min(most, lacks_row[row], lacks[at])
            cells[row][at] += amount
            lacks_row[row] -= amount
            lacks[at] -= amount
    return cells


def share_out(total: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    """
    Whole shares that add up to ``total`` and lie within one unit of the exact ones.

    ``exact`` adds up to ``total``. Everyone gets the whole units below the
    exact share; those left over go to the largest remainders, the first ones
    of equals (Hamilton's method).

    >>> share_out(100, [Fraction(100, 3)] * 3)
    (34, 33, 33)
    """
    shares = [value.numerator // value.denominator for value in exact]
    left = total - sum(shares)
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for number in by_remainder[:left]:
        shares[number] += 1
    return tuple(shares)


def share_by_weight(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """
    Share a whole number in proportion to weights, equally where all are 0.

    >>> share_by_weight(10, [1, 3]), share_by_weight(3, [0, 0])
    ((3, 7), (2, 1))
    """
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    return share_out(total, [Fraction(total * weight, whole) for weight in weights])
