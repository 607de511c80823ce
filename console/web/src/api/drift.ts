/**
 * Holds the views of this screen against the server's own description (`npm run api` renews it):
 * a field that is read here and not told there stops the type check.
 */
import type * as admin from '@/admin/admin'
import type * as region from '@/api/region'
import type { components } from '@/api/schema.gen'
import type * as views from '@/api/views'
import type { GoalView, OrderSlip } from '@/field/orders'
import type { Door, Terminal } from '@/terminals/terminals'

type Told = components['schemas']

/** The fields of `Mine` that the server does not tell; `never` when all are told. */
type Untold<Mine, Theirs> = Exclude<keyof Mine, keyof Theirs>

type Checks = [
  Untold<views.Snapshot, Told['SnapshotFrame']>,
  Untold<views.CallView, Told['CallView']>,
  Untold<views.IncidentView, Told['IncidentView']>,
  Untold<Required<views.IncidentDetail>, Told['IncidentDetail']>,
  Untold<views.TaskView, Told['TaskView']>,
  Untold<Terminal, Told['TerminalView']>,
  Untold<admin.UserList, Told['UserList']>,
  Untold<admin.User, Told['Managed']>,
  Untold<admin.Told, Told['PasswordTold']>,
  Untold<admin.UserChange, Told['UserChange']>,
  Untold<admin.PackView, Told['PackView']>,
  Untold<admin.Table, Told['TableView']>,
  Untold<admin.Column, Told['ColumnView']>,
  Untold<admin.Questions, Told['QuestionsView']>,
  Untold<admin.Edition, Told['EditionView']>,
  Untold<admin.Agreements, Told['AgreementsView']>,
  Untold<admin.Change, Told['ChangeView']>,
  Untold<admin.RowProblem, Told['ProblemView']>,
  Untold<admin.Conflict, Told['ConflictView']>,
  Untold<admin.Trial, Told['TrialView']>,
  Untold<admin.Rows, Told['RowsView']>,
  Untold<Door, Told['GatewayView']>,
  Untold<views.Stamp, Told['Stamp']>,
  Untold<views.Observation, Told['Observation']>,
  Untold<views.KeptPress, Told['KeptPress']>,
  Untold<views.CrewRequest, Told['RequestView']>,
  Untold<views.CrewMember, Told['CrewMember']>,
  Untold<views.Acceptance, Told['AcceptanceView']>,
  Untold<Omit<views.VehicleView, 'fix'>, Told['VehicleView']>,
  Untold<views.PlaceView, Told['PlaceView']>,
  Untold<views.PlacesView, Told['PlacesView']>,
  Untold<views.Location, Told['LocationView']>,
  Untold<views.Ranking, Told['Ranking']>,
  Untold<views.Candidate, Told['Candidate']>,
  Untold<views.PassedOver, Told['PassedOver']>,
  Untold<views.HospitalChoice, Told['HospitalChoice']>,
  Untold<views.RouteView, Told['RouteView']>,
  Untold<views.RestrictionDetail, Told['RestrictionDetail']>,
  Untold<views.RestrictionList, Told['RestrictionList']>,
  Untold<views.RestrictionReceipt, Told['RestrictionReceipt']>,
  Untold<views.RestrictionPreview, Told['RestrictionPreview']>,
  Untold<views.Stretch, Told['StretchView']>,
  Untold<views.CutOff, Told['CutOff']>,
  Untold<region.RegionView, Told['RegionView']>,
  Untold<region.BaseMapView, Told['BaseMapView']>,
  Untold<region.StepView, Told['Step']>,
  Untold<OrderSlip, Told['OrderSlip']>,
  Untold<GoalView, Told['GoalView']>,
  Untold<region.PackLimits, Told['Limits']>,
  Untold<region.FleetVehicle, Told['FleetVehicle']>,
]

/** Fails to compile with the name of the first field that has drifted. */
export type NothingDrifted = Checks[number] extends never ? true : { drifted: Checks[number] }
export const nothingDrifted: NothingDrifted = true
