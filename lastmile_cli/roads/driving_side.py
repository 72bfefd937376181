"""
Where people drive on the left: there left turns are easy and right turns cross the traffic.

Boxes, not borders: islands are exact enough, on land a strip of some kilometres along
a border may be wrong. Countries whose borders no few boxes follow (Thailand, Guyana,
Suriname) are left out and drive on the right.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

LEFT_HAND_BOXES = np.array(
    [
        # Great Britain and Ireland, south of the Channel Islands' latitude left to France.
        (49.8, -11.0, 51.05, -1.0),
        (50.5, -1.0, 51.05, 1.2),
        (51.05, -11.0, 61.0, 1.9),
        (49.1, -2.75, 49.8, -1.98),
        # Malta, Cyprus.
        (35.7, 14.1, 36.1, 14.6),
        (34.5, 32.2, 35.75, 34.65),
        # Japan.
        (24.0, 122.9, 30.0, 131.5),
        (30.0, 129.6, 41.5, 142.2),
        (41.5, 139.3, 45.6, 145.4),
        # Hong Kong and Macau.
        (22.1, 113.52, 22.5, 114.45),
        # Indonesia, Timor, Papua, Australia, New Zealand, the south of the Pacific.
        (-11.0, 95.0, 4.5, 160.0),
        (-45.0, 110.0, -11.0, 155.0),
        (-48.0, 166.0, -34.0, 179.0),
        (-19.5, 177.0, -16.0, 180.0),
        # Malaysia, Singapore, Brunei.
        (1.0, 100.2, 6.5, 104.6),
        (4.5, 109.0, 7.4, 118.9),
        # India, Pakistan, Bangladesh, Nepal, Sri Lanka.
        (5.0, 66.7, 27.0, 92.1),
        (27.0, 69.5, 31.0, 80.1),
        (31.0, 72.0, 34.0, 77.5),
        (26.4, 80.1, 28.0, 88.1),
        # South and east of Africa, Mauritius.
        (-35.0, 11.7, -18.0, 36.0),
        (-18.0, 22.1, -13.5, 40.9),
        (-13.5, 31.0, -4.7, 40.9),
        (-4.7, 34.0, 3.5, 41.0),
        (-4.7, 31.0, -1.0, 34.0),
        (-1.0, 30.2, 1.0, 34.0),
        (1.0, 31.4, 3.5, 34.0),
        (-20.6, 57.2, -19.9, 57.9),
        # Jamaica, Bahamas, Barbados, Trinidad and their neighbours.
        (17.6, -78.5, 18.6, -76.1),
        (23.5, -79.5, 27.3, -74.0),
        (10.0, -61.95, 13.4, -59.4),
    ]
)
"""South, west, north, east in degrees; source: own drawing after the list of countries in the
OSM wiki, "Key:driving side"."""


def drives_on_left(lat_deg: FloatArray, lon_deg: FloatArray) -> npt.NDArray[np.bool_]:
    """
    Whether traffic keeps to the left at each of many places.

    >>> drives_on_left(np.array([51.5, 48.9, 53.3]), np.array([-0.1, 2.3, -6.3])).tolist()
    [True, False, True]
    """
    found = np.zeros(len(lat_deg), dtype=np.bool_)
    for south, west, north, east in LEFT_HAND_BOXES:
        found |= (lat_deg >= south) & (lat_deg <= north) & (lon_deg >= west) & (lon_deg <= east)
    return found
