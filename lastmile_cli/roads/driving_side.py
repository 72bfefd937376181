"""
Where people drive on the left: there left turns are easy and right turns cross the traffic.

Boxes, not borders: islands are exact enough, on land a strip of some kilometres along
a border may be wrong. The costs of turns and the side of the kerb both ask here, so that
one vehicle never does both.
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
        (26.7, 88.1, 28.3, 92.1),
        (25.5, 92.1, 27.9, 94.8),
        (-0.8, 72.5, 7.2, 73.8),
        # Thailand.
        (5.6, 97.8, 9.9, 102.3),
        (9.9, 98.8, 11.8, 99.9),
        (11.8, 99.2, 14.0, 102.5),
        (14.0, 98.9, 14.4, 102.9),
        (14.4, 98.6, 16.5, 105.0),
        (16.5, 98.6, 17.87, 104.7),
        (17.87, 97.7, 19.5, 100.9),
        (19.5, 98.0, 20.3, 100.3),
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
        (20.85, -73.7, 22.9, -72.7),
        (10.0, -61.95, 13.4, -59.4),
        (13.65, -61.1, 14.15, -60.85),
        (15.15, -61.55, 15.7, -61.2),
        (16.65, -62.3, 17.8, -61.6),
        (17.05, -62.9, 17.45, -62.5),
        (18.14, -63.2, 18.3, -62.9),
        (17.6, -65.1, 18.8, -64.2),
        (19.2, -81.5, 19.8, -79.7),
        (21.0, -72.6, 22.1, -71.0),
        (32.2, -65.0, 32.5, -64.6),
        # Guyana and Suriname.
        (5.0, -60.0, 8.5, -54.3),
        (1.9, -59.7, 5.0, -54.6),
        # Islands of the South Atlantic, the Indian Ocean and the Pacific.
        (-52.5, -61.5, -51.0, -57.6),
        (-55.0, -38.5, -53.5, -35.5),
        (-16.1, -5.8, -15.8, -5.6),
        (-10.5, 46.0, -3.5, 56.5),
        (-12.3, 96.7, -10.3, 105.8),
        (-31.7, 158.9, -31.3, 159.3),
        (-29.2, 167.8, -28.9, 168.1),
        (-12.5, 155.0, -5.0, 170.5),
        (-4.7, 166.8, 4.0, 180.0),
        (-11.0, 176.0, -5.5, 180.0),
        (1.0, -160.5, 5.0, -157.0),
        (-4.8, -175.0, -2.5, -170.5),
        (-14.15, -173.0, -13.3, -171.3),
        (-22.5, -176.5, -15.4, -173.5),
        (-22.0, -166.0, -8.5, -157.0),
        (-19.2, -170.0, -18.9, -169.7),
        (-9.5, -172.6, -8.5, -171.1),
        (-19.5, -180.0, -16.0, -178.0),
        (-45.0, -177.5, -43.0, -175.5),
        (-25.2, -130.9, -23.8, -124.6),
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
