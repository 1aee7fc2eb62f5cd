"""Segments of delivery IDocs in a flat file: fields in their order, with their lengths.

A data record is 63 characters of EDI_DD40 and then the fields; SAP documents them in transaction WE60, and the lengths
agree with schemas of DELVRY03 that SAP systems exported. Only segments that are read stand here, and of each only the
fields up to the last one that is read. Those that only DESADV01 has (E1EDK08, E1EDP09) are not publicly documented:
as a flat file it is refused.
"""

from __future__ import annotations

from itertools import accumulate

CONTROL_LENGTH, RECORD_HEADER, RECORD_LENGTH = 524, 63, 1063

_CONTROL = (
    "TABNAM 10 MANDT 3 DOCNUM 16 DOCREL 4 STATUS 2 DIRECT 1 OUTMOD 1 EXPRSS 1 TEST 1 IDOCTYP 30 CIMTYP 30 MESTYP 30 "
    "MESCOD 3 MESFCT 3 STD 1 STDVRS 6 STDMES 6 SNDPOR 10 SNDPRT 2 SNDPFC 2 SNDPRN 10 SNDSAD 21 SNDLAD 70 RCVPOR 10 "
    "RCVPRT 2 RCVPFC 2 RCVPRN 10 RCVSAD 21 RCVLAD 70 CREDAT 8 CRETIM 6"
)

_SEGMENTS = {
    # delivery header
    "E1EDL20": "VBELN 10 VSTEL 4 VKORG 4 LSTEL 2 VKBUR 4 LGNUM 3 ABLAD 25 INCO1 3 INCO2 28 ROUTE 6 VSBED 2 BTGEW 17 "
    "NTGEW 15 GEWEI 3 VOLUM 15 VOLEH 3 ANZPK 5 BOLNR 35 TRATY 4 TRAID 20 XABLN 10 LIFEX 35 PARID 35",
    # additional header data: type of the delivery
    "E1EDL21": "LFART 4",
    # control: what the message does
    "E1EDL18": "QUALF 3 PARAM 20",
    # address of a partner
    "E1ADRM1": "PARTNER_Q 3 ADDRESS_T 1 PARTNER_ID 17 JURISDIC 17 LANGUAGE 2 FORMOFADDR 15 NAME1 40 NAME2 40 NAME3 40 "
    "NAME4 40 NAME_TEXT 50 NAME_CO 40 LOCATION 40 BUILDING 10 FLOOR 10 ROOM 10 STREET1 40 STREET2 40 STREET3 40 "
    "HOUSE_SUPL 4 HOUSE_RANG 10 POSTL_COD1 10 POSTL_COD3 10 POSTL_AREA 15 CITY1 40 CITY2 40 POSTL_PBOX 10 "
    "POSTL_COD2 10 POSTL_CITY 40 TELEPHONE1 30 TELEPHONE2 30 TELEFAX 30 TELEX 30 E_MAIL 70 COUNTRY1 3",
    # further number of that partner
    "E1ADRE1": "EXTEND_Q 3 EXTEND_D 70",
    # deadline
    "E1EDT13": "QUALF 3 VSTZW 4 VSTZW_BEZ 20 NTANF 8 NTANZ 6 NTEND 8 NTENZ 6 TZONE_BEG 6 ISDD 8 ISDZ 6 IEDD 8 IEDZ 6 "
    "TZONE_END 6 VORNR 4 VSTGA 4 VSTGA_BEZ 20 EVENT 10",
    # texts of the header and of an item
    "E1TXTH8": "FUNCTION 3 TDOBJECT 10 TDOBNAME 70 TDID 4",
    "E1TXTP8": "TDFORMAT 2 TDLINE 132",
    "E1TXTH9": "FUNCTION 3 TDOBJECT 10 TDOBNAME 70 TDID 4",
    "E1TXTP9": "TDFORMAT 2 TDLINE 132",
    # item
    "E1EDL24": "POSNR 6 MATNR 18 MATWA 18 ARKTX 40 ORKTX 40 SUGRD 4 SUDRU 1 MATKL 9 WERKS 4 LGORT 4 CHARG 10 KDMAT 22 "
    "LFIMG 15 VRKME 3 LGMNG 15 MEINS 3 NTGEW 15 BRGEW 15 GEWEI 3 VOLUM 15 VOLEH 3 LGPBE 10 HIPOS 6 HIEVW 1 LADGR 4 "
    "TRAGR 4 VKBUR 4 VKGRP 3 VTWEG 2 SPART 2 GRKOR 3 EAN11 18 SERNR 8 AESKD 17 EMPST 25 MFRGR 8 VBRST 14 LABNK 17 "
    "ABRDT 8 MFRPN 40 MGRNR 10 ABRVW 3 KDMAT35 35 KANNR 35 POSEX 6 LIEFFZ 17 USR01 35 USR02 35 USR03 35 USR04 10 "
    "USR05 10 MATNR_EXTERNAL 40 MATNR_VERSION 10 MATNR_GUID 32 MATWA_EXTERNAL 40 MATWA_VERSION 10 MATWA_GUID 32 "
    "ZUDAT 20 VFDAT 8 RMA_NUMBER 20 RMA_COMPLETE 1 EXPIRY_DATE_EXT 16 VGBEL 10 VGPOS 6 FOLLOW_UP_CODE 4 ORMNG 15 "
    "COMPL 1 HOLD 1 MAX_ERR_TYPE 1 LICHN 15",
    # additional item data: special stock
    "E1EDL26": "PSTYV 4 MATKL 9 PRODH 18 UMVKZ 6 UMVKN 6 KZTLF 1 UEBTK 1 UEBTO 5 UNTTO 5 CHSPL 1 "
    "XCHBW 1 POSAR 1 SOBKZ 1",
    # export data
    "E1EDL35": "STAWN 17 EXPRF 5 EXART 2 HERKL 3",
    # reference to the ordering party's document, and to ours
    "E1EDL41": "QUALI 3 BSTNR 35 BSTDT 8 BSARK 4 IHREZ 12 POSEX 6",
    "E1EDL43": "QUALF 1 BELNR 35 POSNR 6 DATUM 8",
    # serial number of an item
    "E1EDL11": "SERNR 18",
    # characteristic of a batch
    "E1EDL15": "ATINN 10 ATNAM 30 ATBEZ 30 ATWRT 30",
    # handling unit, its content, the serial numbers in it
    "E1EDL37": "EXIDV 20 TARAG 17 GWEIT 3 BRGEW 17 NTGEW 17 MAGEW 17 GWEIM 3 BTVOL 17 NTVOL 17 MAVOL 17 VOLEM 3 "
    "TAVOL 17 VOLET 3 VEGR2 5 VEGR1 5 VEGR3 5 VHILM 18 VEGR4 5 LAENG 15 VEGR5 5 BREIT 15 HOEHE 15 MEABM 3 INHALT 40 "
    "VHART 4 MAGRV 4 LADLG 8 LADEH 3 FARZT 4 FAREH 3 ENTFE 8 EHENT 3 VELTP 1 EXIDV2 20",
    "E1EDL44": "VELIN 1 VBELN 10 POSNR 6 EXIDV 20 VEMNG 17 VEMEH 3",
    "E1EDL46": "SERNR 18",
    # documents of sales and purchasing, as some send their despatch advices
    "E1EDK01": "ACTION 3 KZABS 1 CURCY 3 HWAER 3 WKURS 12 ZTERM 17 KUNDEUINR 20 EIGENUINR 20 BSART 4 BELNR 35 NTGEW 18 "
    "BRGEW 18 GEWEI 3",
    "E1EDK02": "QUALF 3 BELNR 35 POSNR 6 DATUM 8",
    "E1EDK03": "IDDAT 3 DATUM 8",
    "E1EDK17": "QUALF 3 LKOND 3",
    "E1EDKA1": "PARVW 3 PARTN 17 LIFNR 17 NAME1 35 NAME2 35 NAME3 35 NAME4 35 STRAS 35 STRS2 35 PFACH 35 ORT01 35 "
    "COUNC 9 PSTLZ 9 PSTL2 9 LAND1 3",
    "E1EDKT2": "TDLINE 70",
    "E1EDP01": "POSEX 6 ACTION 3 PSTYP 1 KZABS 1 MENGE 15 MENEE 3",
    "E1EDP02": "QUALF 3 BELNR 35 ZEILE 6 DATUM 8",
    "E1EDP19": "QUALF 3 IDTNR 35 KTEXT 70",
    "E1EDPT2": "TDLINE 70",
    "E1EDS01": "SUMID 3 SUMME 18",
}


def _places(layout: str) -> tuple[tuple[str, int, int], ...]:
    words = layout.split()
    names, lengths = words[::2], [int(word) for word in words[1::2]]
    ends = list(accumulate(lengths))
    return tuple((name, end - length, end) for name, length, end in zip(names, lengths, ends, strict=True))


# segment → (field, from, to) counted from the start of the control record, or of the data of a record
CONTROL = _places(_CONTROL)
SEGMENTS = {name: _places(layout) for name, layout in _SEGMENTS.items()}


def segment_of(record_name: str) -> str:
    """The segment type of a segment definition: E2EDL24006 and E2EDL24 are E1EDL24.

    >>> segment_of("E2EDL24006"), segment_of("E2ADRM1001"), segment_of("E2EDL20")
    ('E1EDL24', 'E1ADRM1', 'E1EDL20')
    """
    if record_name[:2] != "E2":
        return record_name
    name = "E1" + record_name[2:]
    if name in SEGMENTS or not record_name[-3:].isdigit():
        return name
    return name[:-3] if name[:-3] in SEGMENTS else name
