import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.kinds import What, is_card, is_identity, is_old_identity
from app.text.personal import personal, veil_numbers

IDENTITY = "11010519491231002X"  # GB 11643's own example
OLD = "110105491231002"  # the same person's, of 15 places
CARD = "6222021234567890128"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("找老张13812345678就行", "找老张138****5678就行"),
        ("电话：138 1234 5678。", "电话：138****5678。"),
        ("138-1234-5678", "138****5678"),
        ("138\u31641234ー5678", "138****5678"),  # letters that show nothing, and one that is a dash
        ("\u202d1\u20dd38 1234\u200d5678", "\u202d138****5678"),
        ("+86 13812345678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("一三八一二三四五六七八", "138****5678"),
        ("13812345678 13987654321", "138****5678 139****4321"),
        ("13812345678、13987654321", "138****5678、139****4321"),
        ("138 1234 5678 2026年", "138****5678 2026年"),
        ("2026 138 1234 5678", "2026 138****5678"),
        (f"身份证{IDENTITY}号", "身份证******************号"),
        (f"身份证{IDENTITY.lower()}号", "身份证******************号"),
        ("110105 19491231 002X", "******************"),
        (f"旧证{OLD}号", "旧证***************号"),
        ("110105 491231 002", "***************"),
        ("13811010101 2026", "138****0101 2026"),  # not one of fifteen places
        (f"打到{CARD}", "打到***************0128"),
        ("6222 0212 3456 7890 128", "***************0128"),
        # Letters touch it, things stand between, digits are drawn or spelt in other ways.
        ("tel13812345678", "tel138****5678"),
        ("微信V13812345678xu", "微信V138****5678xu"),
        (f"ID{IDENTITY}abc", "ID******************abc"),
        (f"NO{CARD}CNY", "NO***************0128CNY"),
        ("（138）1234-5678", "138****5678"),
        ("(13812345678)", "(138****5678)"),
        ("138/1234/5678", "138****5678"),
        ("138，1234，5678", "138****5678"),
        ("138\n12345678", "138****5678"),
        ("138   1234 - 5678", "138****5678"),
        ("138\u200d1234\u00ad5678", "138****5678"),
        ("1\u20e33\u20e38\u20e312345678", "138****5678"),
        ("①③⑧①②③④⑤⑥⑦⑧", "138****5678"),
        ("①13812345678", "①138****5678"),
        ("⑴⑶⑻⑴⑵⑶⑷⑸⑹⑺⑻", "138****5678"),
        ("⒈⒊⒏⒈⒉⒊⒋⒌⒍⒎⒏", "138****5678"),
        ("㊀㊂㊇㈠㈡㈢㈣㈤㈥㈦㈧", "138****5678"),
        ("¹³⁸¹²³⁴⁵₆₇₈", "138****5678"),
        ("１３８ー１２３４ー５６７８", "138****5678"),
        ("组长之一13812345678", "组长之一138****5678"),
        ("一三八 一二三四 五六七八", "138****5678"),
        ("138一二三四5678", "138****5678"),
        ("013812345678", "138****5678"),
        ("1381234567813987654321", "139****4321"),
        # Spelt digits among others, and letters that look like digits.
        ("138零1234零56", "138****4056"),
        ("电话138零一2三4零56。", "电话138****4056。"),
        ("一3八1二3四5六7八", "138****5678"),
        ("打l38l2345678找我", "打138****5678找我"),
        ("138OO12345O", "138****3450"),
        ("I38 l234 567o", "138****5670"),
        ("１３８ｌ２３４５６７Ｏ", "138****5670"),
        ("微信Vl38l2345678", "微信V138****5678"),
        # On two lines, with other signs between, digit by digit; its end alone would be a phone.
        ("110105 19491231002X", "******************"),
        ("110105/19491231/002X", "******************"),
        ("1101 0519\n4912 3100 2X", "******************"),
        ("11010519491231\n002X", "******************"),
        ("6222，0212，3456，7890，128", "***************0128"),
        ("622202\n1234567890128", "***************0128"),
        ("13812\n345678", "138****5678"),
        ("13812345、678", "138****5678"),
        ("1、3、8、1、2、3、4、5、6、7、8", "138****5678"),
        ("138+1234+5678", "138****5678"),
        ("138○○○○5678", "138****5678"),
        ("〡〣〨〡〢〣〤〥〦〧〨", "138****5678"),
        ("ⅠⅢⅧⅠⅡⅢⅣⅤⅥⅦⅧ", "138****5678"),
        # Spelt digits in groups, and by radio; Roman small ones, old ways to write one.
        ("一三八，一二三四，五六七八", "138****5678"),
        ("一三八\n一二三四五六七八", "138****5678"),
        ("壹叁捌、壹贰叁肆、伍陆柒捌", "138****5678"),
        ("幺三八 洞二三四 五六拐八", "138****5678"),
        ("一、三、八、一、二、三、四、五、六、七、八", "138****5678"),
        ("ⅰⅲⅷⅰⅱⅲⅳⅴⅵⅶⅷ", "138****5678"),
        ("㆒㆔捌弌弍弎四五六七八", "138****5678"),
        ("一一零一零五，一九四九一二三一，零零二X", "******************"),
        ("1、1、0、1、0、5、1、9、4、9、1、2、3、1、0、0、2、X", "******************"),
        # A line that ends within it.
        ("138 1234 5\n678", "138****5678"),
        ("138-123\n4-5678", "138****5678"),
        ("打138123-\n45678找我", "打138****5678找我"),
        ("11010519491231002\nX", "******************"),
        ("110105 194912\n31 002X", "******************"),
        ("110105\n491231002", "***************"),
        ("6222 02\n12 3456 7890 128", "***************0128"),
        ("6222021234\n567890128", "***************0128"),
        # Wide apart; what looks like its last place; letters in longer numbers; three in a row.
        ("138     1234     5678", "138****5678"),
        ("11010519491231002×", "******************"),
        ("11010519491231002Х", "******************"),
        ("11O1O519491231OO2X", "******************"),
        ("6222O2123456789O128", "***************0128"),
        ("i38丨2345678", "138****5678"),
        ("138.l234.5678", "138****5678"),
        ("138о1234567", "138****4567"),
        # Behind what is dialled before; as a page's source has it; 1381, and below the rest.
        ("拨17909 13812345678", "拨138****5678"),
        ("1790913812345678", "138****5678"),
        ("17909138 1234 5678", "138****5678"),
        ("17951-138-1234-5678", "138****5678"),
        ("1259013812345678", "138****5678"),
        ("1019313812345678", "138****5678"),
        ("12583113812345678", "138****5678"),
        ("138&nbsp;1234&nbsp;5678", "138****5678"),
        ("138&#160;1234&#xA0;5678", "138****5678"),
        ("电话&#49;38 1234 5678", "电话138****5678"),
        ("138<br>1234<br/>5678", "138****5678"),
        ("110105&nbsp;19491231&nbsp;002X", "******************"),
        ("1381\n234 5678", "138****5678"),
        ("1381 234\n5678", "138****5678"),
        ("1381 2345\n678", "138****5678"),
        ("138123456781398765432113712345678", "137****5678"),
        # The parts before it leave no place for it in a run of bounded length.
        ("2024 2025 2026 2027 138 1234 5678", "2024 2025 2026 2027 138****5678"),
        ("138 1234 5678 139 8765 4321", "138****5678 139****4321"),
    ],
)
def test_is_veiled(typed: str, read: str) -> None:
    assert veil_numbers(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "路灯坏了3个月，涉及128户",
        "拨打12345没有人接",
        "村委会电话 0916-6123456",
        "110105194912310021",  # another check digit
        "110105194913310023",  # no such day
        "6222021234567890127",  # not Luhn
        "23812345678",
        "文号 1381234567",
        "2026年11月27日 10:00",
        "1301、1302、1303室",
        "2026/11/27 138人",
        "138零1234零",  # nine digits
        "1、3、8、1、2、3、4、5、6、7、8、9",
        "第1、3、5、7、9、10、12组",
        "13,812,345,678元",
        "110105/1949/12/31/002X",  # a day in a list of numbers
        "2026年1月：138、12，345678",
        "二零二六年十一月二十七日，一千三百八十元",
        "二〇二六年，138.00元，共1234户零5678人",
        "l38l234567",  # ten places
        "l38l23456789",
        "5l38l2345678",
        "型号l38l2345678O",
        "I38OOlOIlO5",  # a code: hardly a digit in it
        "l28l2345678",  # no mobile begins with it
        "编号lO0O2345678",
        "Hello World 2026, Old Road No. 1380, LOT 12345",
        "单价l380.00元",
        "1500\n200\n1300\n400",  # a column, and two of them
        "1500 200\n1300 400\n1380 12",
        "138×12×34×56×78",
        "一、三、五、七、九",
        "洞口拐弯处勾了一条线",
        "1O1O5l949l23lOO2X",
        "1998 320\n2001 410",  # a year and a number in each line
        "1381\n234 5678 9",
        "AT&T 138 & 1234 &nbsp; 56",
    ],
)
def test_is_read_as_it_was_written(typed: str) -> None:
    assert veil_numbers(typed) == typed


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("住3号楼2单元501室", [(What.ADDRESS, "3号楼2单元501室")]),
        ("幸福路12号门前的灯", [(What.ADDRESS, "路12号")]),
        ("三组十五号旁边", [(What.ADDRESS, "组十五号")]),
        ("0916-6123456", [(What.SERVICE, "0916-6123456")]),
        ("请打12345", [(What.SERVICE, "12345")]),
        ("他叫13812345678，住5栋", [(What.MOBILE, "13812345678"), (What.ADDRESS, "5栋")]),
        ("全村128户都同意", []),
        ("2026年11月27日", []),
    ],
)
def test_is_asked_about(typed: str, found: list[tuple[What, str]]) -> None:
    assert [(each.what, typed[each.start : each.end]) for each in personal(typed)] == found


@given(st.text(alphabet="0123456789 -Xx一三八０１３８张路号（）/①\n，*\u200dlO", max_size=60))
def test_nothing_to_veil_is_left_behind(text: str) -> None:
    veiled = veil_numbers(text)
    left = [each for each in personal(veiled) if each.what in (What.MOBILE, What.IDENTITY)]
    assert left == []
    assert veil_numbers(veiled) == veiled


OTHERS = (IDENTITY, "654328199911289991", "612322198705123454")


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        (OLD, True),
        ("160105491231002", False),  # there is no such province
        ("110005491231002", False),  # nor a prefecture 00
        ("110105491331002", False),  # no month 13
        ("110105490229002", False),  # 1949 was no leap year
        ("110105480229002", True),
    ],
)
def test_an_old_identity_number_holds_a_region_and_a_day(number: str, is_one: bool) -> None:
    assert is_old_identity(number) is is_one
    assert ([each.what for each in personal(f"证{number}")] == [What.IDENTITY]) is is_one


@pytest.mark.parametrize("number", OTHERS)
def test_each_place_of_an_identity_number_counts(number: str) -> None:
    """Two digits exchanged are noticed, and one that is another."""
    assert is_identity(number)
    for place in range(17):
        for digit in set("0123456789") - {number[place]}:
            assert not is_identity(f"{number[:place]}{digit}{number[place + 1 :]}")


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("612322185001011232", True),
        ("612322184912311231", False),  # nobody so old is told of
        ("110105194913310021", False),  # the check is right, the month is not
        ("110105194912320025", False),  # nor the day
        ("612322198702301235", False),
    ],
)
def test_an_identity_number_holds_a_day(number: str, is_one: bool) -> None:
    assert is_identity(number) is is_one


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("4111111111111111", True),
        ("5500005555555559", True),
        ("6011000990139424", True),
        ("5500005555555558", False),
        ("6011000990139442", False),
        ("4111111111111121", False),
    ],
)
def test_the_sum_of_a_bank_card(number: str, is_one: bool) -> None:
    assert is_card(number) is is_one
