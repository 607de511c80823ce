/** Words of the message board. */
import { addWords } from '@/i18n'

addWords({
  'zh-CN': {
    messages: {
      none: '一天内没有消息',
      to: '发给',
      text: '内容（{n}/{max}）',
      urgent: '紧急：对方响警示音',
      send: '发送',
      sent: '已发给 {to}',
      about: '关于事件 {id}',
      read: '已读 {time} {name}',
      unread: '未读 {age}',
      readNow: '已读',
      reply: '回复',
      terminal: '有终端的车辆同时显示在终端屏上',
      kinds: { unit: '机构', seat: '席位', vehicle: '车辆', hospital: '医院' },
      quick: { call: '请速回电', ready: '请作好接诊准备', road: '道路受阻，请绕行', wait: '请原地待命', status: '请报告当前状态', thanks: '收到' },
    },
    refused: { noAddressee: { why: '没有选收件方', remedy: '先选发给谁' } },
  },
  en: {
    messages: {
      none: 'no message within a day',
      to: 'to',
      text: 'text ({n}/{max})',
      urgent: 'urgent: sounds at theirs',
      send: 'Send',
      sent: 'sent to {to}',
      about: 'about event {id}',
      read: 'read {time} {name}',
      unread: 'not read {age}',
      readNow: 'read',
      reply: 'reply',
      terminal: 'on the terminal too, where the vehicle has one',
      kinds: { unit: 'unit', seat: 'seat', vehicle: 'vehicle', hospital: 'hospital' },
      quick: { call: 'call back at once', ready: 'prepare to receive', road: 'road blocked, go round', wait: 'wait where you are', status: 'report your state', thanks: 'understood' },
    },
    refused: { noAddressee: { why: 'Nobody is chosen', remedy: 'choose to whom first' } },
  },
})
