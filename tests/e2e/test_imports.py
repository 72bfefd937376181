"""Orders as shops export them: from their file to a plan that names every order."""

from tests.e2e.conftest import CONFIG

SHOP = """\
Name,Email,Financial Status,Lineitem quantity,Lineitem name,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Country
#1,a@example.com,paid,1,Mask,Aino,Yrjönkatu 13,Helsinki,00120,FI
#1,a@example.com,,2,Soap,,,,,
#2,a@example.com,paid,1,Mask,Aino,Yrjönkatu 13,Helsinki,00120,FI
#3,c@example.com,paid,1,Mask,Bo,Aleksanterinkatu 26,Helsinki,00170,FI
"""
DATE = ("--date", "2026-06-01")


def test_a_shops_export_becomes_a_plan_that_names_every_order(desk):
    lastmile = desk
    lastmile.at("shop.csv").write_text(SHOP, encoding="utf-8")

    checked = lastmile("check", "shop.csv", "-c", CONFIG, *DATE)
    planned = lastmile(
        "plan", "shop.csv", "-c", CONFIG, *DATE, "--iterations", "20", "-o", "p.json"
    )
    manifest = lastmile("manifest", "p.json")
    explained = lastmile("explain", "p.json", "#2")

    assert (checked.code, planned.code, explained.code) == (0, 0, 0)
    assert "export of Shopify" in checked.err
    assert "#1 + #2" in manifest.out
    assert "#1" in explained.out


def test_a_suggested_mapping_corrected_reads_what_could_not_be_read(lastmile):
    lastmile.at("odd.jsonl").write_text(
        '{"Kennung": "A", "Wohin": "Yrjönkatu 13", "PLZ": "00120", "city": "Helsinki"}\n',
        encoding="utf-8",
    )

    suggested = lastmile("check", "odd.jsonl", "-c", CONFIG, "--suggest-mapping")
    corrected = suggested.out.replace('"Wohin": carry', '"Wohin": address')
    lastmile.at("mapping.yaml").write_text(corrected, encoding="utf-8")
    checked = lastmile("check", "odd.jsonl", "-c", CONFIG, *DATE, "--mapping", "mapping.yaml")

    assert (suggested.code, checked.code) == (0, 0)
    assert "1 of 1 stop" in checked.err
