"""Emission factors of the configuration to grams per km of one vehicle."""

from __future__ import annotations

from decimal import Decimal

from lastmile_cli.domain.fleet import EmissionFactor
from lastmile_cli.intake.config_models import EmissionsModel, EnergyModel, FactorModel, VehicleModel
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
    return EmissionFactor(ttw_g_per_km=ttw or zero, wtt_g_per_km=wtt or zero, source=factor.source)


def _per_km(factor: FactorModel, energy: EnergyModel, part: str) -> Decimal | None:
    for unit, consumption in (
        ("km", Decimal(100)),
        ("l", energy.l_per_100km),
        ("kwh", energy.kwh_per_100km),
    ):
        grams: Decimal | None = getattr(factor, f"{part}_g_per_{unit}")
        if grams is not None and consumption is not None:
            return grams * consumption / 100
    return None
