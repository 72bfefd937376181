"""The shape of the configuration's keys about emissions."""

from __future__ import annotations

from pydantic import Field

from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import NotNegative, Text, Word


class FactorModel(Section):
    """
    Grams of CO2e from tank to wheel and from well to tank, per km, litre or kWh.

    Per km they may be given for an empty and for a full vehicle.
    """

    ttw_g_per_km: NotNegative | None = None
    wtt_g_per_km: NotNegative | None = None
    ttw_g_per_l: NotNegative | None = None
    wtt_g_per_l: NotNegative | None = None
    ttw_g_per_kwh: NotNegative | None = None
    wtt_g_per_kwh: NotNegative | None = None
    ttw_empty_g_per_km: NotNegative | None = None
    ttw_full_g_per_km: NotNegative | None = None
    wtt_empty_g_per_km: NotNegative | None = None
    wtt_full_g_per_km: NotNegative | None = None
    source: Text = "configuration"


class EmissionsModel(Section):
    """
    Emission factors by name; ``energy.kind`` is the name used where a vehicle gives none.

    ``reference`` is the factor of the van that a day is compared with.
    """

    reference: Word = "diesel_van_class_3"
    factors: dict[str, FactorModel] = Field(default_factory=dict)
