"""What people call an ambulance for, how urgent it is, and how they put it (病情与话术).

The shares are an assumption shaped by the published case mix (domain.md §5.3): trauma about a
third, half of it traffic; heart and brain a quarter to a third; breathing and poisoning 5-10 %.
"""

from typing import NamedTuple

from stations.vehicles import Capability as Need

URGENCIES = ("I", "II", "III", "IV")


class Complaint(NamedTuple):
    """One kind of trouble. ``weights`` say how often it is the one, in each urgency I … IV."""

    code: str
    zh: str
    weights: tuple[float, float, float, float]
    needs: frozenset[Need]
    """Asked for when the urgency is I or II; otherwise any crew will do."""
    said: tuple[str, ...]
    """What the caller says, worst first; ``{who}`` is the patient, ``{n}`` how many are hurt."""
    who: str = "any"


_DOCTOR = frozenset({Need.DOCTOR})
_MONITORED = frozenset({Need.DOCTOR, Need.MONITOR})
_NONE: frozenset[Need] = frozenset()

COMPLAINTS: tuple[Complaint, ...] = (
    Complaint("unconscious", "昏迷，呼之不应", (30, 4, 0, 0), _MONITORED, (
        "{who}突然倒在地上，叫不答应，好像没有呼吸了",
        "{who}晕过去了，怎么喊都不醒，脸色发青",
        "{who}刚才还在说话，一下子就没反应了，摸不到脉",
        "早上起来发现{who}叫不醒，嘴唇都紫了",
    ), "elder"),
    Complaint("chest_pain", "胸痛", (20, 16, 4, 0), _MONITORED, (
        "{who}胸口像压了块石头，左边膀子也疼，喘不上气",
        "{who}胸口疼得厉害，出冷汗",
        "{who}有冠心病，刚才胸口又疼起来了，脸色白得很",
        "{who}心口疼了快一个小时，含了速效救心丸好一点",
    ), "adult"),
    Complaint("stroke", "疑似卒中", (14, 18, 4, 0), _DOCTOR, (
        "{who}头疼得厉害，吐了，现在迷迷糊糊的，有高血压",
        "{who}半边身子突然动不了，嘴也歪了",
        "{who}说话不清楚，右边手脚没劲，站都站不稳",
        "{who}吃饭的时候筷子掉了，手有点麻，话说得不利索",
    ), "elder"),
    Complaint("traffic", "交通伤", (12, 18, 16, 4), _DOCTOR, (
        "两个车对头碰了，{n}个人受伤，有人卡在车里出不来",
        "一辆三轮车翻到沟里去了，伤了{n}个，流了好多血",
        "有人被车撞了，躺在路上起不来，伤了{n}个",
        "出车祸了，摩托车跟小车撞了，{n}个人受伤，腿动不了",
        "骑电动车摔了，头上流血，人还清醒，伤了{n}个",
        "两个电动车碰了，{n}个人擦伤，说腰有点疼",
    ), "stranger"),
    Complaint("fall", "摔伤", (2, 8, 18, 12), _DOCTOR, (
        "{who}在工地上从架子上掉下来了，叫不答应",
        "{who}砍柴的时候从坡上滚下去了，头破了，流血",
        "{who}从楼梯上摔下来了，腰动不了",
        "{who}从树上掉下来，手折了",
        "{who}在屋里滑倒了，胯子疼，起不来",
        "{who}下台阶崴了脚，肿得很，走不了路",
    ), "adult"),
    Complaint("respiratory", "呼吸困难", (10, 12, 6, 2), _MONITORED, (
        "{who}吃东西卡到了，憋得脸发紫",
        "{who}喘得很，坐着都喘不上气，嘴唇发乌",
        "{who}哮喘犯了，喷了药也不管用",
        "{who}有老慢支，这两天咳得厉害，今天喘不过来",
        "{who}咳了好几天，胸闷，出气不匀",
    ), "elder"),
    Complaint("poisoning", "中毒", (8, 10, 6, 4), _DOCTOR, (
        "{who}喝了农药，一小瓶，现在吐白沫",
        "屋里烤炭火，{who}晕倒了，可能是煤气中毒",
        "{who}吃了好多安眠药，瓶子都空了",
        "{who}吃了野蘑菇，又吐又拉，看东西都是花的",
        "{who}喝多了，吐得一塌糊涂，站不起来",
    ), "adult"),
    Complaint("labour", "临产", (4, 6, 4, 1), frozenset({Need.OBSTETRIC}), (
        "孩子头都要出来了，来不及去医院了",
        "我媳妇怀了八个月，肚子疼得厉害，流血了",
        "我老婆要生了，羊水已经破了",
        "我姐要生了，疼得一阵一阵的，十分钟一次",
    ), "mother"),
    Complaint("seizure", "抽搐", (2, 6, 4, 0), _DOCTOR, (
        "{who}抽了有五分钟了，还没停",
        "{who}抽起来了，牙关咬得紧，眼睛往上翻",
        "娃子发高烧，刚才抽了，现在没精神",
    )),
    Complaint("bleeding", "出血", (6, 6, 2, 0), _DOCTOR, (
        "{who}吐血，吐了小半盆",
        "{who}拉的都是黑的，刚才站起来就倒了",
        "{who}手被锯子锯了，血止不住",
    ), "adult"),
    Complaint("abdominal", "腹痛", (0, 6, 18, 10), _DOCTOR, (
        "{who}肚子疼得在床上打滚",
        "{who}肚子疼了一晚上，还发烧，吐了几次",
        "{who}腰疼得直不起来，以前有结石",
        "{who}肚子胀得很，三天没解手了",
    )),
    Complaint("fever", "发热", (0, 2, 10, 14), _NONE, (
        "娃子发烧，烧得没精神，叫他也不怎么理人",
        "{who}烧到三十九度五，吃药退不下去",
        "{who}发烧两天了，没劲，走不动路",
        "娃子发烧，一直哭，不吃东西",
    )),
    Complaint("dizzy", "头晕", (0, 4, 14, 18), _DOCTOR, (
        "{who}没吃饭，打了胰岛素，现在出汗，心慌",
        "{who}血压高，量了一百九，头昏得很",
        "{who}头晕得站不起来，一动就吐",
        "{who}早上起来天旋地转的，不敢睁眼",
    ), "elder"),
    Complaint("transfer", "要求送医", (0, 2, 8, 30), _NONE, (
        "{who}要转到市里的医院去，我们这边联系好了床位",
        "{who}要去做透析，家里没车",
        "{who}瘫在床上，今天要去医院换管子，能不能来个车拉一下",
        "{who}骨折出院，走不了路，想用车送回来",
    ), "elder"),
)  # fmt: skip

WHO: dict[str, tuple[str, ...]] = {
    "elder": (
        "我爸", "我妈", "我爷爷", "我奶奶", "我外婆", "我老伴", "我公公", "我婆婆", "我岳父",
        "邻居一个老人家", "隔壁王大爷", "我们楼上的李婆婆", "我二叔",
    ),
    "adult": (
        "我爸", "我妈", "我老公", "我爱人", "我哥", "我姐", "我同事", "我们工友", "我朋友",
        "我弟弟", "我二叔", "我邻居", "我舅舅",
    ),
    "any": (
        "我爸", "我妈", "我老公", "我爱人", "我儿子", "我女儿", "我娃儿", "我爷爷", "我奶奶",
        "我们工友", "一个学生", "邻居家的小孩", "我们店里一个人", "我外公",
    ),
    "mother": ("我老婆",),
    "stranger": ("有个人",),
}  # fmt: skip
