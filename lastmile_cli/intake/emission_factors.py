"""Emission factors of the configuration to grams per km of one vehicle."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lastmile_cli.domain.fleet import EmissionFactor
from lastmile_cli.intake.config_models import EnergyModel, VehicleModel
from lastmile_cli.intake.emission_models import EmissionsModel, FactorModel
from lastmile_cli.intake.house_data import default_factors


def with_default_factors(emissions: EmissionsModel) -> EmissionsModel:
    """The file's own factors before the packaged ones."""
    ours = {name: FactorModel.model_validate(data) for name, data in default_factors().items()}
    return EmissionsModel(factors=ours | emissions.factors)


def factor_name(group: VehicleModel) -> str:
    """Which factor a group uses."""
    return group.emission or group.energy.kind


def find_emission(group: VehicleModel, emissions: EmissionsModel) -> EmissionFactor | None:
    """Grams per km; ``None`` where the factor counts a fuel that the vehicle does not use."""
    factor = emissions.factors[factor_name(group)]
    ttw, wtt = _per_km(factor, group.energy, "ttw"), _per_km(factor, group.energy, "wtt")
    if ttw is None and wtt is None:
        return None
    zero = Decimal(0)
    return EmissionFactor(
        ttw_g_per_km=ttw or zero,
        wtt_g_per_km=wtt or zero,
        source=factor.source,
        ttw_laden=_laden(factor, "ttw"),
        wtt_laden=_laden(factor, "wtt"),
    )


def _laden(factor: FactorModel, part: str) -> tuple[Decimal, Decimal] | None:
    """Grams per km of an empty and of a full vehicle; only where both are given."""
    empty: Decimal | None = getattr(factor, f"{part}_empty_g_per_km")
    full: Decimal | None = getattr(factor, f"{part}_full_g_per_km")
    return None if empty is None or full is None else (empty, full)


def _per_km(factor: FactorModel, energy: EnergyModel, part: str) -> Decimal | None:
    for unit, consumption in (
        ("km", Decimal(100)),
        ("l", energy.l_per_100km),
        ("kwh", energy.kwh_per_100km),
    ):
        grams: Decimal | None = getattr(factor, f"{part}_g_per_{unit}")
        if grams is not None and consumption is not None:
            return grams * consumption / 100
    laden = _laden(factor, part)
    return None if laden is None else sum(laden, start=Decimal(0)) / 2


def reference_factor(effective: Mapping[str, Any]) -> tuple[str, EmissionFactor]:
    """
    Name of the van that a day is compared with, and its grams per km.

    ``effective`` is ``Config.effective``. A plan made before there was a
    reference is compared with the usual one.
    """
    emissions = with_default_factors(EmissionsModel.model_validate(effective.get("emissions", {})))
    factor = emissions.factors[emissions.reference]
    zero = Decimal(0)
    return emissions.reference, EmissionFactor(
        ttw_g_per_km=factor.ttw_g_per_km or zero,
        wtt_g_per_km=factor.wtt_g_per_km or zero,
        source=factor.source,
    )
