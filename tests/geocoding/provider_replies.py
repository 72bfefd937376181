"""
Unioninkatu 20 in the words of services with a key or a country of their own.

The shapes are those of each service's documentation: HERE Geocoding & Search v7 ("Formulate a
qualified query", "Result types"), OpenCage ("Response format"), GeocodeJSON of the API Adresse,
LocationIQ ("Forward geocoding", "Errors"), TomTom Search v2 and Azure Maps ("Get Search Address"),
MapTiler ("Geocoding API"), Woosmap ("Address geocode"), Pelias ("Response").
"""

from __future__ import annotations

_TOMTOM = {
    "summary": {"query": "unioninkatu 20 00130 helsinki", "numResults": 1},
    "results": [
        {
            "type": "Point Address", "id": "FI/PAD/p0/1", "score": 1,
            "address": {
                "streetNumber": "20", "streetName": "Unioninkatu", "municipality": "Helsinki",
                "municipalitySubdivision": "Kaartinkaupunki", "postalCode": "00130", "countryCode": "FI",
                "country": "Suomi", "countryCodeISO3": "FIN", "localName": "Helsinki",
                "freeformAddress": "Unioninkatu 20, 00130 Helsinki",
            },
            "position": {"lat": 60.168, "lon": 24.95},
        }
    ],
}  # fmt: skip

_PELIAS = {
    "geocoding": {"version": "0.2"},
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [24.95, 60.168]},
            "properties": {
                "layer": "address", "match_type": "exact", "accuracy": "point", "housenumber": "20",
                "street": "Unioninkatu", "locality": "Helsinki", "postalcode": "00130",
                "country_a": "FIN", "name": "Unioninkatu 20", "label": "Unioninkatu 20, Helsinki, Finland",
            },
        }
    ],
}  # fmt: skip

MORE_GOOD = {
    "geocode_earth": _PELIAS,
    "tomtom": _TOMTOM,
    "azure": _TOMTOM,
    "locationiq": [
        {
            "place_id": "1", "osm_type": "node", "osm_id": "2", "lat": "60.1680", "lon": "24.9500",
            "display_name": "20, Unioninkatu, Helsinki, 00130, Finland", "class": "place",
            "type": "house", "importance": 0.2,
            "address": {"house_number": "20", "road": "Unioninkatu", "city": "Helsinki", "postcode": "00130", "country_code": "fi"},
        }
    ],
    "opencage": {
        "status": {"code": 200, "message": "OK"},
        "total_results": 1,
        "results": [
            {
                "components": {
                    "ISO_3166-1_alpha-2": "FI", "_category": "building", "_normalized_city": "Helsinki",
                    "_type": "building", "city": "Helsinki", "country": "Finland", "country_code": "fi",
                    "house_number": "20", "postcode": "00130", "road": "Unioninkatu", "suburb": "Kaartinkaupunki",
                },
                "confidence": 10, "formatted": "Unioninkatu 20, 00130 Helsinki, Finland",
                "geometry": {"lat": 60.168, "lng": 24.95},
            }
        ],
    },
    "ban": {
        "type": "FeatureCollection", "version": "draft",
        "features": [
            {
                "type": "Feature", "geometry": {"type": "Point", "coordinates": [24.95, 60.168]},
                "properties": {
                    "label": "20 Unioninkatu 00130 Helsinki", "score": 0.97, "housenumber": "20", "id": "00130_1_00020",
                    "name": "20 Unioninkatu", "postcode": "00130", "citycode": "00130", "city": "Helsinki",
                    "context": "00, Uusimaa", "type": "housenumber", "importance": 0.7, "street": "Unioninkatu",
                },
            }
        ],
    },
    "here": {
        "items": [
            {
                "title": "Unioninkatu 20, FI-00130 Helsinki, Suomi", "id": "here:af:streetsection:x",
                "resultType": "houseNumber", "houseNumberType": "PA",
                "address": {
                    "label": "Unioninkatu 20, FI-00130 Helsinki, Suomi", "countryCode": "FIN", "countryName": "Suomi",
                    "county": "Helsinki", "city": "Helsinki", "district": "Kaartinkaupunki",
                    "street": "Unioninkatu", "postalCode": "00130", "houseNumber": "20",
                },
                "position": {"lat": 60.168, "lng": 24.95}, "access": [{"lat": 60.1681, "lng": 24.9501}],
                "scoring": {"queryScore": 1.0},
            }
        ]
    },
    "maptiler": {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "id": "address.1", "text": "Unioninkatu", "address": "20",
                "place_name": "Unioninkatu 20, 00130 Helsinki, Finland", "place_type": ["address"],
                "relevance": 1.0, "center": [24.95, 60.168],
                "geometry": {"type": "Point", "coordinates": [24.95, 60.168]},
                "properties": {"country_code": "fi"},
                "context": [
                    {"id": "postal_code.1", "text": "00130"},
                    {"id": "municipality.2", "text": "Helsinki"},
                    {"id": "country.3", "text": "Finland", "country_code": "fi"},
                ],
            }
        ],
    },
    "woosmap": {
        "status": "OK",
        "results": [
            {
                "formatted_address": "Unioninkatu 20, 00130, Helsinki", "types": ["address"],
                "geometry": {"location_type": "ROOFTOP", "location": {"lat": 60.168, "lng": 24.95}},
                "address_components": [
                    {"types": ["country"], "long_name": "Finland", "short_name": "FIN"},
                    {"types": ["locality"], "long_name": ["Helsinki"], "short_name": ["Helsinki"]},
                    {"types": ["postal_code"], "long_name": ["00130"], "short_name": ["00130"]},
                    {"types": ["route"], "long_name": "Unioninkatu", "short_name": "Unioninkatu"},
                    {"types": ["street_number"], "long_name": "20", "short_name": "20"},
                ],
            }
        ],
    },
}  # fmt: skip

MORE_EMPTY = {
    "geocode_earth": {"type": "FeatureCollection", "features": []},
    "tomtom": {"summary": {"numResults": 0}, "results": []},
    "azure": {"summary": {"numResults": 0}, "results": []},
    "locationiq": (404, {}, {"error": "Unable to geocode"}),
    "opencage": {"status": {"code": 200, "message": "OK"}, "total_results": 0, "results": []},
    "ban": {"type": "FeatureCollection", "features": []},
    "here": {"items": []},
    "maptiler": {"type": "FeatureCollection", "features": []},
    "woosmap": {"status": "ZERO_RESULTS", "results": []},
}
