-- MIG(N, V, I), the common model: see mig.pml. Plain ranges, so that nothing is reduced by symmetry.
-- The constants N, V and I are put before this text.
type
  page: 0 .. N - 1;
  phases: enum { idle, iterate, prepare, final, done };

var
  src: array [page] of 0 .. V;
  dst: array [page] of 0 .. V + 1; -- V + 1 stands for NONE
  dirty: array [page] of boolean;
  tosend: array [page] of boolean;
  transfer: array [page] of boolean;
  area: array [page] of boolean;
  phase: phases;
  iter: 0 .. I;
  pos: 0 .. N;

procedure takeDirty(); begin
  for p: page do
    tosend[p] := dirty[p];
    dirty[p] := false;
  endfor;
  pos := 0;
end;

startstate begin
  for p: page do
    src[p] := 0;
    dst[p] := V + 1;
    dirty[p] := true;
    tosend[p] := false;
    transfer[p] := true;
    area[p] := p < N / 2;
  endfor;
  phase := idle;
  iter := 0;
  pos := 0;
end;

rule "begin" phase = idle ==> begin
  for p: page do
    if area[p] then transfer[p] := false; endif;
  endfor;
  takeDirty();
  iter := 1;
  phase := iterate;
end;

rule "send" (phase = iterate | phase = final) & pos < N ==> begin
  if tosend[pos] & transfer[pos] & !(phase = iterate & dirty[pos]) then
    dst[pos] := src[pos];
  endif;
  tosend[pos] := false;
  pos := pos + 1;
end;

rule "next" phase = iterate & pos = N & iter < I ==> begin
  takeDirty();
  iter := iter + 1;
end;

rule "prepare" phase = iterate & pos = N ==> begin
  phase := prepare;
end;

rule "finalUpdate" phase = prepare & forall p: page do area[p] | transfer[p] endforall ==> begin
  takeDirty();
  phase := final;
end;

rule "finish" phase = final & pos = N ==> begin
  phase := done;
end;

ruleset p: page do
  rule "write" (phase = idle | phase = iterate | phase = prepare) & src[p] < V ==> begin
    src[p] := src[p] + 1;
    dirty[p] := true;
  end;

  rule "shrink" (phase = iterate | phase = prepare) & area[p] ==> begin
    area[p] := false;
  end;

  rule "notify" (phase = idle | phase = iterate | phase = prepare) & !area[p] & !transfer[p] ==> begin
    transfer[p] := true;
  end;
endruleset;

invariant "arrived" phase = done -> forall p: page do area[p] | dst[p] = src[p] endforall;
