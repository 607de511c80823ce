/** Chinese words of the screen itself; names of states, reasons and capabilities come from the server. */
export const zhCN = {
  app: { name: '联动120', console: '调度台', unconfirmed: '未确认', sending: '发送中', },
  login: { username: '用户名', password: '密码', enter: '登录', wait: '正在登录…' },
  level: { city: '市', county: '县', township: '乡', cityFull: '市级', countyFull: '县级', townshipFull: '乡镇' },
  header: {
    ringing: '待接', waiting: '待派', free: '空闲', simulated: '模拟时钟', live: '实时', stale: '不是最新', connecting: '连接中',
    lost: '中断', refused: '拒绝', closed: '未连接', lag: '延迟', seq: '序号', clients: '在线席位', paused: '已暂停',
    theme: '深浅色', language: 'English', sound: '声音', soundOn: '声音开', soundOff: '静音', logout: '退出',
  },
  banner: {
    stale: '画面不是最新：{seconds} 秒没有收到服务器数据。请勿凭此画面派车，正在重连…',
    lag: '数据到达延迟 {seconds} 秒，画面落后于实际。',
    refused: '服务器拒绝本页来源的实时连接，请用登记的地址打开调度台。',
  },
  alarm: { title: '告警', since: '自' },
  calls: {
    title: '来电', empty: '无来电', ringing: '振铃', talking: '通话', abandoned: '早释', ended: '已挂机', callback: '待回拨',
    answer: '接听', noLocation: '无位置', earlier: '前 {n} 次来电', by: '{name} 接听', overdue: '超时',
  },
  intake: {
    title: '受理', says: '呼救者', accept: '受理为新事件', join: '并入已有事件', hangUp: '挂机', classify: '非受理分类',
    acceptAs: '受理并定级', outside: '辖区外',
    joinTitle: '并入哪一事件', none: '请选择来电或事件', locating: '位置', already: '{name} 正在接听，由其受理',
  },
  incident: {
    title: '事件', list: '事件', empty: '无事件', address: '地址', complaint: '主诉', urgency: '级别', needs: '需求', patients: '人数',
    infection: '传染', noUrgency: '未定级', noAddress: '地址未录', park: '挂起', unpark: '唤醒', close: '结束', parked: '挂起',
    saved: '已保存', saving: '保存中', unsaved: '未保存', sinceCall: '来电', tasks: '任务', log: '时间线', noTasks: '未派车',
    owner: '归属', version: '第 {n} 版', closeTitle: '结束事件原因', yes: '是', no: '否',
    groupOpen: '待派', groupResponding: '处置中', groupParked: '挂起', closed: '已结束',
  },
  state: { open: '待派', waiting: '待派', responding: '处置中', closed: '结束' },
  clock: {
    order: '派车超时', acknowledge: '未确认', departure: '未出车', arrival: '到达迟', answer: '接听超时',
    since: '自来电', pause: '暂停', run: '继续', slower: '慢', faster: '快',
  },
  candidates: {
    title: '推荐车辆', rank: '序', vehicle: '车辆', station: '站点', eta: '预计到达', parts: '出动+行驶', fix: '定位', state: '状态',
    ready: '可立即派出', soon: '即将空闲', divertible: '可改派', passedOver: '未入选', send: '派车', road: '路网时间', estimate: '估算：直线×绕行系数，非路网时间',
    computed: '计算于 {age}前', loading: '正在排序…', none: '没有可派车辆', pickIncident: '受理来电或选择事件后显示', lost: '{vehicle} 已被 {winner} 派出。',
    lostNext: '下一最佳 {vehicle}，{eta}，再按 {key} 派出', why: '未派推荐车辆的原因', walk: '下车步行约 {m} m', took: '{ms} ms',
    show: '展开', hide: '收起', recommended: '推荐', notFit: '能力不符', noFix: '无定位', locationNeeded: '尚无位置，无法按路程排序', sent: '已派 {vehicle}', reinforce: '增援', reinforceTitle: '已有 {n} 辆车在途，再派一辆？',
  },
  override: {
    crew: '更合适的班组', road: '路况已知', local: '熟悉当地', cover: '保留覆盖', caller: '现场/医院要求', other: '其他',
  },
  tasks: {
    recall: '召回', recallTitle: '召回原因', hospital: '送往医院', chooseHospital: '选医院', hospitalTitle: '按路程与能力排序的医院',
    done: '完成', sceneEta: '到现场', hospitalEta: '到医院', late: '补',
  },
  origin: { terminal: '终端', geofence: '围栏', manual: '人工', system: '系统' },
  vehicles: {
    title: '车辆', all: '全部', free: '可派', busy: '任务中', exception: '异常', filter: '筛选', pause: '暂停调用', resume: '恢复调用',
    pauseTitle: '暂停原因', since: '自', fixAge: '定位', plate: '车牌', station: '站点', kind: '车型', capabilities: '能力', speed: '车速', none: '没有符合的车辆',
    stale: '定位陈旧', noFix: '无定位', incident: '事件', summary: '空闲/总数',
  },
  vehicleKind: { regular: '普通型', monitoring: '监护型', negative_pressure: '负压型', command: '指挥车', boat: '救护艇' },
  map: { fit: '看选中', fitAll: '看全域', zoomIn: '放大', zoomOut: '缩小', schematic: '虚线为示意连接', modelled: '边界为模拟', failed: '地图无法显示', loading: '地图载入中' },
  command: { locate: '事发地点：乡镇、医院、站点…（地图上按右键亦可）', open: '命令', placeholder: '车号、事件、站点、医院、乡镇…', none: '没有匹配', vehicle: '车辆', incident: '事件', station: '站点', hospital: '医院', township: '乡镇' },
  help: { title: '键位', close: '关闭', groups: { global: '全局', panels: '分区', call: '来电', incident: '事件', candidates: '派车', vehicle: '车辆', map: '地图', clock: '模拟时钟', choice: '选项' }, legend: '状态图例', note: '在输入框中，单键不起作用；Esc 离开输入框。' },
  key: {
    help: '键位说明', command: '命令栏', mute: '声音开/关', theme: '深色/浅色', language: '中文/English', escape: '关闭/离开', down: '下一项', up: '上一项',
    panelCalls: '来电', panelIncidents: '事件', panelEvent: '受理', panelCandidates: '推荐', panelVehicles: '车辆', panelMap: '地图',
    answer: '接听', accept: '受理', acceptUrgent: '受理并定级 1–4', classify: '非受理分类', join: '并入事件', hangUp: '挂机', open: '打开',
    urgency: '级别 1–4', address: '地址', complaint: '主诉', needs: '需求', locate: '定位', park: '挂起/唤醒', close: '结束事件',
    send: '派出所选', sendNow: '派出推荐（输入框内也可）', passedOver: '未入选', refresh: '重新排序',
    recall: '召回', hospital: '选医院', nextTask: '下一任务', pauseVehicle: '暂停/恢复调用', filter: '筛选车辆',
    fit: '看选中', fitAll: '看全域', zoomIn: '放大', zoomOut: '缩小', pan: '移动', slower: '变慢', faster: '变快', pauseClock: '暂停/继续', choose: '选第 n 项', logout: '退出登录',
  },
  notice: {
    located: '事发地点已定为 {place}',
    answered: '已接听 {n}', accepted: '已受理', classified: '已归类：{name}', joined: '已并入 {id}', recalled: '已召回 {vehicle}', parked: '已挂起', unparked: '已唤醒',
    closed: '事件已结束', hospital: '{vehicle} 送往 {hospital}', paused: '{vehicle} 已暂停调用', resumed: '{vehicle} 已恢复调用', nothingRinging: '没有振铃来电', noTask: '没有进行中的任务', pickVehicle: '先选择车辆',
    stillActive: '有进行中的任务，先召回或等其结束',
  },
}

export type Messages = typeof zhCN
