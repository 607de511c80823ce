"""F05: the server restarts, then loses power: what is closed stays closed until it is lifted."""

from tests.support.scenario import play

REQUIREMENTS = ("DSP-20",)


def test_what_is_closed_stays_closed() -> None:
    play(
        """
        地图
          十堰 --12-- 郧阳
        车辆
          十堰01 市 doctor @十堰
        经过
          08:00:00 来电 A @郧阳
          08:00:05 市 接听 A
          08:00:10 市 受理 A I @郧阳
          08:01:00 市 封路 @十堰+5km → 管制1 封闭 十堰—郧阳 市席 | 隔断乡镇 郧阳
          08:01:01 重发 → 同一回执
          08:02:00 重启
          08:02:01 推荐 事件1 → 未列入 十堰01：道路不可达
          08:03:00 市 慢行 @十堰+5km 系数 0.5
          08:04:00 断电
          08:04:01 路况
            → 管制1 封闭 十堰—郧阳 市席
            → 管制2 慢行0.5 十堰—郧阳 市席
          08:05:00 市 解除 管制1
          08:05:01 断电
          08:05:02 推荐 事件1 → 1 十堰01 市 2:00+24:00
          08:06:00 市 解除 管制1 → 拒：没有这个路况管制：管制1；核对编号，或刷新列表
        """
    )
