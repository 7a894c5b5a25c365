import { raceScenarios } from '../models/scenarios.ts';
import { describeRaces } from './race-suite.ts';

describeRaces(raceScenarios.filter(({ number }) => number > 12));
